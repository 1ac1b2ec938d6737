// SPDX-License-Identifier: Apache-2.0
//
// What the tests of the plan share: a config in C's words to a plan, and questions to the plan.
#ifndef GANTRY_TEST_PLAN_FIXTURE_H
#define GANTRY_TEST_PLAN_FIXTURE_H

#include "check/check.h"
#include "fixture.h"
#include "front/oci.h"
#include "netlink/describe.h"
#include "plan/plan.h"

#define ON_KERNEL(release)                                                                                             \
    "{'id':'c1','bundle':'/b','host':{'euid':0,'kernel':'" release                                                     \
    "','userNamespace':false,'cgroup':{'mode':'none','v1':[]}}}"
#define NO_CGROUPS ON_KERNEL("6.1")
#define NAMESPACES(more)                                                                                               \
    "'namespaces':[{'type':'pid'},{'type':'network'},{'type':'ipc'},{'type':'uts'},{'type':'mount'}" more "]"
#define PROCESS(more) "'process':{'cwd':'/','args':['sh']" more "}"
#define CONFIG(process, linux, more)                                                                                   \
    "{'ociVersion':'1.2.0','root':{'path':'r'}," process ",'linux':{" linux "}" more "}"
#define PLAIN CONFIG(PROCESS(""), NAMESPACES(""), "")

struct planned {
    struct fixture fixture;
    struct gty_config config;
    struct gty_options options;
    struct gty_host host;
    struct gty_buffer message, record, text;
    bool described;
};

// Everything from the text of a config on; `bytes` has real quotes.
static inline void plan_bytes(struct planned *planned, const char *bytes, const char *options) {
    memset(planned, 0, sizeof *planned);
    char *quoted_options = quoted(options);
    struct gty_malformed malformed;
    parse(&planned->fixture, bytes);
    struct gty_arena *arena = &planned->fixture.arena;
    struct gty_diagnostics *diagnostics = &planned->fixture.diagnostics;
    gty_buffer_init(&planned->message, arena);
    gty_buffer_init(&planned->record, arena);
    gty_buffer_init(&planned->text, arena);
    bool read = gty_options_read(arena, diagnostics, (struct gty_text){quoted_options, strlen(quoted_options)},
                                 GTY_TO_COMPILE, &planned->options, &planned->host) &&
                planned->fixture.document &&
                gty_oci_read(arena, diagnostics, planned->fixture.document, &planned->config);
    if (read) gty_check(diagnostics, &planned->config, &planned->options, &planned->host);
    if (read && !diagnostics->errors) {
        gty_plan(&gty_order_create, diagnostics, &planned->config, &planned->options, &planned->host, &planned->message,
                 &planned->record);
    }
    if (!diagnostics->errors) {
        planned->described =
            gty_describe_text(planned->message.data, planned->message.length, &planned->text, &malformed);
    }
    gty_buffer_byte(&planned->text, 0);
    gty_buffer_byte(&planned->record, 0);
    free(quoted_options);
}

static inline void plan(struct planned *planned, const char *config, const char *options) {
    char *bytes = quoted(config);
    plan_bytes(planned, bytes, options);
    free(bytes);
}

static inline void plan_release(struct planned *planned) { release(&planned->fixture); }

static inline const char *plan_text(const struct planned *planned) { return (const char *)planned->text.data; }

static inline bool plan_says(const struct planned *planned, const char *words) {
    return planned->described && strstr(plan_text(planned), words);
}

// `words` with single quotes for double ones.
static inline bool record_says(const struct planned *planned, const char *words) {
    char *wanted = quoted(words);
    bool found = planned->record.data && strstr((const char *)planned->record.data, wanted);
    free(wanted);
    return found;
}

// One test: the plan of `config` has these words in its text.
static inline void expect_plan(const char *name, const char *config, const char *options, const char *words) {
    struct planned planned;
    plan(&planned, config, options);
    if (!tap_ok(plan_says(&planned, words), "%s", name)) {
        printf("# wanted: %s\n", words);
        show_findings(&planned.fixture.diagnostics);
        if (planned.described) printf("# %s\n", plan_text(&planned));
    }
    plan_release(&planned);
}

static inline void expect_record(const char *name, const char *config, const char *options, const char *words) {
    struct planned planned;
    plan(&planned, config, options);
    if (!tap_ok(!planned.fixture.diagnostics.errors && record_says(&planned, words), "%s", name)) {
        show_findings(&planned.fixture.diagnostics);
        printf("# wanted: %s\n# %s\n", words, (const char *)planned.record.data);
    }
    plan_release(&planned);
}

static inline void expect_finding(const char *name, const char *config, const char *options, const char *code) {
    struct planned planned;
    plan(&planned, config, options);
    if (!tap_ok(finding_of(&planned.fixture.diagnostics, code) != NULL, "%s", name)) {
        show_findings(&planned.fixture.diagnostics);
    }
    plan_release(&planned);
}

#endif
