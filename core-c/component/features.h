// SPDX-License-Identifier: Apache-2.0
//
// The features document of the runtime spec: what plans can hold, whatever the machine. See features.md.
#ifndef GANTRY_COMPONENT_FEATURES_H
#define GANTRY_COMPONENT_FEATURES_H

#include "base/buffer.h"

void gty_features(struct gty_buffer *out);

#endif
