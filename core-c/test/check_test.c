// SPDX-License-Identifier: Apache-2.0
//
// Every rule of finding/rules.def about a config: one that breaks it, and one like it that does not.
#include "check_fixture.h"

static void test_example(const struct example *example) {
    const struct gty_rule_row *rule = &gty_rules[example->rule];
    struct fixture fixture;
    struct told told;
    char *text = config_of(read_told(example->bad, &told));
    check_text(&fixture, text, &told);
    const struct gty_diagnostic *found = finding_of(&fixture.diagnostics, rule->code);
    bool right = found && found->rule->severity == rule->severity && found->message.length > 0 &&
                 found->end <= strlen(text) && found->offset < found->end && !is_syntax(&fixture.diagnostics);
    bool outdated = gty_is_outdated(example->rule);
    if (!tap_ok(outdated ? !found : right, "%s %s %s", rule->code, outdated ? "is outdated by" : "finds", example->bad))
        show_findings(&fixture.diagnostics);
    free(text);
    release(&fixture);

    text = config_of(read_told(example->good, &told));
    check_text(&fixture, text, &told);
    if (!tap_ok(!finding_of(&fixture.diagnostics, rule->code) && fixture.diagnostics.errors == 0, "%s lets pass %s",
                rule->code, example->good))
        show_findings(&fixture.diagnostics);
    free(text);
    release(&fixture);
}

// ---- rules that need more than a line
// --------------------------------------------------------------------------------

static void test_many_mappings(size_t count, uint32_t step, bool refused) {
    struct gty_arena arena;
    struct gty_buffer text;
    gty_arena_init(&arena, MEMORY);
    gty_buffer_init(&text, &arena);
    gty_buffer_text(&text,
                    "{'process':{'cwd':'/','args':['x']},'root':{'path':'x'},'linux':{'namespaces':[{'type':'user'}],"
                    "'gidMappings':[{'containerID':0,'hostID':1,'size':1}],'uidMappings':[");
    for (size_t i = 0; i < count; i++)
        gty_buffer_format(&text, "%s{'containerID':%zu,'hostID':%zu,'size':1}", i ? "," : "", i * step, i * step);
    gty_buffer_text(&text, "]}}");
    gty_buffer_byte(&text, 0);
    char *json = quoted((const char *)text.data);
    struct fixture fixture;
    struct told told;
    read_told("", &told);
    check_text(&fixture, json, &told);
    bool found = finding_of(&fixture.diagnostics, "GTY-MAPPING-007") != NULL;
    if (!tap_ok(found == refused && fixture.diagnostics.errors == refused, "%s %zu mappings, %u apart",
                refused ? "refuses" : "takes", count, step))
        show_findings(&fixture.diagnostics);
    release(&fixture);
    free(json);
    gty_arena_free(&arena);
}

// An array of `count` elements in a config.
static void test_many(const char *before, const char *element, size_t count, const char *behind, const char *code,
                      bool refused) {
    struct gty_arena arena;
    struct gty_buffer text;
    gty_arena_init(&arena, MEMORY);
    gty_buffer_init(&text, &arena);
    gty_buffer_text(&text, before);
    for (size_t i = 0; i < count; i++) gty_buffer_format(&text, "%s%s", i ? "," : "", element);
    gty_buffer_text(&text, behind);
    gty_buffer_byte(&text, 0);
    char *json = quoted((const char *)text.data);
    struct fixture fixture;
    struct told told;
    read_told("gantry ", &told);
    check_text(&fixture, json, &told);
    if (!tap_ok((finding_of(&fixture.diagnostics, code) != NULL) == refused, "%s %zu of %s",
                refused ? "refuses" : "takes", count, element))
        show_findings(&fixture.diagnostics);
    release(&fixture);
    free(json);
    gty_arena_free(&arena);
}

#define MANY_RULES "{'process':{'cwd':'/','args':['x']},'root':{'path':'x'},'linux':{'resources':{'devices':["
#define MANY_GROUPS "{'root':{'path':'x'},'process':{'cwd':'/','args':['x'],'user':{'additionalGids':["

// The table is what users look codes up in, and every row of it can happen.
static void test_table(void) {
    for (int rule = 0; rule < GTY_RULE_COUNT; rule++) {
        bool unique = true, tested = false;
        for (int other = 0; other < rule; other++)
            unique = unique && strcmp(gty_rules[rule].code, gty_rules[other].code);
        for (size_t i = 0; i < sizeof examples / sizeof examples[0]; i++)
            tested = tested || examples[i].rule == (enum gty_rule)rule;
        // json_test.c, base_test.c, core_test.c, options_test.c, ocf_test.c, support_test.c and the tests of the plan
        // have these; test_many_… has the last ones.
        tested = tested || strncmp(gty_rules[rule].code, "GTY-JSON-", 9) == 0 ||
                 strncmp(gty_rules[rule].code, "GTY-LIMIT-", 10) == 0 ||
                 strncmp(gty_rules[rule].code, "GTY-OPTIONS-", 12) == 0 ||
                 strncmp(gty_rules[rule].code, "GTY-OCF-", 8) == 0 ||
                 strncmp(gty_rules[rule].code, "GTY-CONVERT-", 12) == 0 ||
                 strncmp(gty_rules[rule].code, "GTY-INTERFACE-", 14) == 0 ||
                 (rule >= GTY_RULE_PLAN_OPERATION_LENGTH && rule <= GTY_RULE_PLAN_MESSAGE_LENGTH) ||
                 rule == GTY_RULE_UNSUPPORTED_BY_GANTRY || rule == GTY_RULE_PLAN_DEVICE_RULES ||
                 rule == GTY_RULE_GROUPS_MANY || rule == GTY_RULE_MAPPING_COUNT;
        tap_ok(unique && tested && *gty_rules[rule].text, "%s stands once and is tested", gty_rules[rule].code);
    }
}

static void test_sentences(void) {
    static const struct {
        const char *config, *code, *message, *pointer;
    } cases[] = {
        {"whole|null", "GTY-CONFIG-001", "config cannot be null", ""},
        {"whole|{}", "GTY-PROCESS-001", "process property must not be empty", ""},
        {"whole|{}", "GTY-ROOT-001", "root must be specified", ""},
        {"whole|{'process':{}}", "GTY-PROCESS-002", "Cwd property must not be empty", "/process"},
        {"whole|{'process':{'cwd':'x'}}", "GTY-PROCESS-003", "Cwd must be an absolute path", "/process/cwd"},
        {"whole|{'process':{'args':[]}}", "GTY-PROCESS-004", "args must not be empty", "/process/args"},
        {"whole|[]", "GTY-TYPE-001", "the document must be an object, but it is an array", ""},
        {"process|'env':['A=b',true]", "GTY-TYPE-001", "process.env[1] must be a string, but it is a boolean",
         "/process/env/1"},
        {"top|'annotations':{'a b/c':1}", "GTY-TYPE-001", "annotations.\"a b/c\" must be a string, but it is a number",
         "/annotations/a b~1c"},
        {"process|'user':{'uid':-1}", "GTY-TYPE-002", "process.user.uid must be from 0 to 4294967294",
         "/process/user/uid"},
        {"process|'noNewPriviliges':true", "GTY-PROPERTY-001", "unknown property process.noNewPriviliges",
         "/process/noNewPriviliges"},
        {"namespaces|{'type':'x'}", "GTY-NAMESPACE-001", "namespace \"x\" does not exist", "/linux/namespaces/5/type"},
        {"process|'capabilities':{'ambient':['CAP_CHOWN'],'permitted':['CAP_CHOWN']}", "GTY-CAPABILITY-003",
         "can't raise ambient capability CAP_CHOWN: it is not inheritable", "/process/capabilities/ambient"},
        {"resources|'devices':[{'allow':true,'access':'r'},{'allow':true}]", "GTY-DEVICE-005",
         "device access at 1 field cannot be empty", "/linux/resources/devices/1"},
    };
    struct told told;
    read_told("", &told);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct fixture fixture;
        char *text = config_of(read_told(cases[i].config, &told));
        check_text(&fixture, text, &told);
        const struct gty_diagnostic *found = finding_of(&fixture.diagnostics, cases[i].code);
        if (!tap_ok(found && gty_text_is(found->message, cases[i].message) &&
                        gty_text_is(found->pointer, cases[i].pointer),
                    "says %s", cases[i].message))
            show_findings(&fixture.diagnostics);
        release(&fixture);
        free(text);
    }
}

static void test_suggestions(void) {
    static const char *const cases[][2] = {
        {"top|'mouts':[]", "did you mean mounts"},
        {"top|'hostnmae':''", "did you mean hostname"},
        {"process|'umask':1", ""},
        {"process|'arg':[]", "did you mean args"},
        {"linux|'completelyDifferent':1", ""},
        {"linux|'maskedPath':[]", "did you mean maskedPaths"},
        {"top|'xyz':1", ""},
    };
    struct told told;
    read_told("", &told);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct fixture fixture;
        char *text = config_of(cases[i][0]);
        check_text(&fixture, text, &told);
        const struct gty_diagnostic *found = finding_of(&fixture.diagnostics, "GTY-PROPERTY-001");
        tap_ok(found && gty_text_is(found->help, cases[i][1]), "%s: %s", cases[i][0],
               *cases[i][1] ? cases[i][1] : "no idea");
        release(&fixture);
        free(text);
    }
}

static void test_all_at_once(void) {
    struct fixture fixture;
    struct told told;
    read_told("gantry ", &told);
    char *text = config_of("whole|{'hostname':'x','process':{'args':[''],'env':['A','B'],'oomScoreAdj':5000},"
                           "'linux':{'namespaces':[{'type':'x'},{'type':'y'}]}}");
    check_text(&fixture, text, &told);
    tap_ok(fixture.diagnostics.errors == 9, "reports all errors, not just the first");
    if (fixture.diagnostics.errors != 9) show_findings(&fixture.diagnostics);
    release(&fixture);
    free(text);
}

// What is not kept costs neither memory nor a search for what was meant.
static void test_flood(void) {
    struct gty_arena arena;
    struct gty_buffer text;
    gty_arena_init(&arena, MEMORY);
    gty_buffer_init(&text, &arena);
    gty_buffer_text(&text, "{\"process\":{\"args\":[");
    for (int i = 0; i < 100000; i++) gty_buffer_text(&text, i ? ",1" : "1");
    gty_buffer_text(&text, "]}");
    for (int i = 0; i < 100000; i++) gty_buffer_format(&text, ",\"hostnam%d\":1", i);
    gty_buffer_text(&text, "}");
    gty_buffer_byte(&text, 0);
    struct fixture fixture;
    struct told told;
    read_told("", &told);
    check_text(&fixture, (const char *)text.data, &told);
    tap_ok(fixture.diagnostics.count == GTY_DIAGNOSTIC_MAX && fixture.diagnostics.dropped > 198000 &&
               fixture.diagnostics.errors >= 100000 && fixture.arena.used < 64 << 20,
           "counts a flood of findings in %zu bytes", fixture.arena.used);
    release(&fixture);
    gty_arena_free(&arena);
}

int main(void) {
    for (size_t i = 0; i < sizeof examples / sizeof examples[0]; i++) test_example(&examples[i]);
    test_many_mappings(340, 1, false);
    test_many_mappings(341, 1, true);
    test_many_mappings(170, 10000000, false);
    test_many_mappings(250, 10000000, true);
    test_many(MANY_RULES, "{'allow':false,'access':'r'}", 1000, "]}}}", "GTY-PLAN-010", false);
    test_many(MANY_RULES, "{'allow':false,'access':'r'}", 1001, "]}}}", "GTY-PLAN-010", true);
    test_many(MANY_GROUPS, "1", 65536, "]}}}", "GTY-PROCESS-015", false);
    test_many(MANY_GROUPS, "1", 65537, "]}}}", "GTY-PROCESS-015", true);
    test_table();
    test_sentences();
    test_suggestions();
    test_all_at_once();
    test_flood();
    return tap_done();
}
