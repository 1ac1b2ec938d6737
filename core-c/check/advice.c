// SPDX-License-Identifier: Apache-2.0
#include "check/advice.h"

void gty_check_advice(const struct gty_checker *checker) {
    if (!checker->options->advice) return;
    gty_advise_process(checker);
    gty_advise_mounts(checker);
    gty_advise_isolation(checker);
    gty_advise_devices(checker);
    gty_advise_limits(checker);
}
