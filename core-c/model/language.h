// SPDX-License-Identifier: Apache-2.0
//
// The languages that a config comes in.
#ifndef GANTRY_MODEL_LANGUAGE_H
#define GANTRY_MODEL_LANGUAGE_H

// What the input is; told by its content if AUTO. The last four are documents of the runtime spec beside config.json,
// which can be checked but are no configs.
enum gty_input {
    GTY_INPUT_AUTO,
    GTY_INPUT_OCI,
    GTY_INPUT_OCF,
    GTY_INPUT_LIBCONTAINER,
    GTY_INPUT_PROCESS,
    GTY_INPUT_RESOURCES,
    GTY_INPUT_STATE,
    GTY_INPUT_FEATURES,
};

// What the tree is called in messages.
#define GTY_OCI_CONFIG "an OCI config"
// The version of the runtime spec that configs are translated to.
#define GTY_OCI_VERSION "1.3.0"

#endif
