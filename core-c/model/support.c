// SPDX-License-Identifier: Apache-2.0
#include "model/support.h"

#define NOT_YET NULL
#define NO_LINE NULL
#define NO_PLACE                                                                                                       \
    { 0 }
#define VALUE(member, rule)                                                                                            \
    { GTY_ASKED_VALUE, GTY_RULE_##rule, offsetof(struct gty_config, member), 0 }
#define SETTINGS(member, rule)                                                                                         \
    { GTY_ASKED_SETTINGS, GTY_RULE_##rule, offsetof(struct gty_config, member), 0 }
#define OF_MOUNT(member, rule)                                                                                         \
    { GTY_ASKED_OF_MOUNT, GTY_RULE_##rule, offsetof(struct gty_mount, member), 0 }
#define OPTION(kind, rule)                                                                                             \
    { GTY_ASKED_OPTION, GTY_RULE_##rule, 0, GTY_OPTION_##kind }

const struct gty_support gty_support[GTY_SUPPORT_COUNT] = {
#define SUPPORT(name, what, line, since, ...) [GTY_SUPPORT_##name] = {what, line, since, {__VA_ARGS__}},
#include "model/support.def"
#undef SUPPORT
};

const struct gty_support *gty_unsupported_option(enum gty_mount_option_kind kind) {
    for (size_t i = 0; i < GTY_SUPPORT_COUNT; i++)
        for (const struct gty_asked *place = gty_support[i].places; place->kind; place++)
            if (place->kind == GTY_ASKED_OPTION && place->option == kind)
                return gty_support[i].since ? NULL : &gty_support[i];
    return NULL;
}

bool gty_is_outdated(enum gty_rule rule) {
    bool outdated = false;
    for (size_t i = 0; i < GTY_SUPPORT_COUNT; i++)
        for (const struct gty_asked *place = gty_support[i].places; place->kind; place++)
            if (place->rule == rule) outdated = gty_support[i].since != NULL;
    return outdated;
}
