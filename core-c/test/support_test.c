// SPDX-License-Identifier: Apache-2.0
//
// The table of what is supported: what is not built is refused for gantry, warned of for no runtime in particular, left
// alone for others, and advised to nobody who would be refused.
#include "check_fixture.h"

static bool finds(const char *example, enum gty_target target, const char *code) {
    struct fixture fixture;
    struct told told;
    char *text = config_of(read_told(example, &told));
    told.options.target = target;
    check_text(&fixture, text, &told);
    bool found = finding_of(&fixture.diagnostics, code) != NULL;
    free(text);
    release(&fixture);
    return found;
}

// Named by its path.
static void test_sentence(const struct example *example) {
    struct fixture fixture;
    struct told told;
    char *text = config_of(read_told(example->bad, &told));
    check_text(&fixture, text, &told);
    const struct gty_diagnostic *found = finding_of(&fixture.diagnostics, gty_rules[example->rule].code);
    tap_ok(found && strstr(found->message.data, "not supported") && found->pointer.length > 0 && found->help.length > 0,
           "%s: %s", example->bad, found ? found->message.data : "nothing is said");
    free(text);
    release(&fixture);
}

static const char *const warning = "GTY-UNSUPPORTED-018";

static void test_row(const struct gty_support *support) {
    bool refused = support->since == NULL;
    for (const struct gty_asked *place = support->places; place->kind; place++) {
        size_t count = 0;
        for (size_t i = 0; i < sizeof examples / sizeof *examples; i++) {
            const struct example *one = &examples[i];
            const char *code = gty_rules[one->rule].code;
            if (one->rule != place->rule) continue;
            count++;
            if (refused) test_sentence(one);
            tap_ok(finds(one->bad, GTY_TARGET_GANTRY, code) == refused &&
                       finds(one->bad, GTY_TARGET_ANY, warning) == refused,
                   "%s, %s: refused and warned of alike", support->what, one->bad);
            tap_ok(!finds(one->bad, GTY_TARGET_ANY, code) && !finds(one->bad, GTY_TARGET_RUNC, warning) &&
                       !finds(one->bad, GTY_TARGET_CRUN, code) && !finds(one->bad, GTY_TARGET_GANTRY, warning),
                   "%s, %s: each where it belongs", support->what, one->bad);
            tap_ok(!finds(one->good, GTY_TARGET_GANTRY, code) && !finds(one->good, GTY_TARGET_ANY, warning),
                   "%s: not asked for by %s", support->what, one->good);
        }
        tap_ok(count > 0, "%s: %s has an example", support->what, gty_rules[place->rule].code);
    }
}

// A rule of its own that no row has would never be broken.
static void test_rules(void) {
    for (enum gty_rule rule = 0; rule < GTY_RULE_COUNT; rule++) {
        if (strncmp(gty_rules[rule].code, "GTY-UNSUPPORTED-", 16) != 0 || rule == GTY_RULE_UNSUPPORTED_BY_GANTRY)
            continue;
        bool used = false;
        for (size_t i = 0; i < GTY_SUPPORT_COUNT; i++)
            for (const struct gty_asked *place = gty_support[i].places; place->kind; place++)
                used = used || place->rule == rule;
        tap_ok(used, "%s is in the table", gty_rules[rule].code);
    }
}

static void test_advice(void) {
    static const struct {
        enum gty_support_name support;
        enum gty_rule rule;
        const char *example;
    } advice[] = {
        {GTY_SUPPORT_SECCOMP, GTY_RULE_ADVICE_SECCOMP, "advice "},
        {GTY_SUPPORT_SECCOMP, GTY_RULE_ADVICE_SECCOMP_ALLOW,
         "advice linux|'seccomp':{'defaultAction':'SCMP_ACT_ALLOW'}"},
        {GTY_SUPPORT_APPARMOR, GTY_RULE_ADVICE_APPARMOR, "advice having "},
    };
    for (size_t i = 0; i < sizeof advice / sizeof *advice; i++) {
        const char *code = gty_rules[advice[i].rule].code;
        bool supported = gty_is_supported(advice[i].support);
        tap_ok(finds(advice[i].example, GTY_TARGET_GANTRY, code) == supported &&
                   finds(advice[i].example, GTY_TARGET_ANY, code) == supported,
               "%s is given only if it can be followed", code);
        tap_ok(finds(advice[i].example, GTY_TARGET_RUNC, code) && finds(advice[i].example, GTY_TARGET_CRUN, code),
               "%s is given for runtimes that can follow it", code);
    }
}

int main(void) {
    for (size_t i = 0; i < GTY_SUPPORT_COUNT; i++) test_row(&gty_support[i]);
    test_rules();
    test_advice();
    return tap_done();
}
