// SPDX-License-Identifier: Apache-2.0
//
// The compile options.
#include "fixture.h"
#include "model/facts.h"

#define HOST(cgroup) "'host':{'euid':0,'kernel':'6.1.0','userNamespace':false,'cgroup':" cgroup "}"
#define NONE "{'mode':'none','v1':[]}"

static bool read(struct fixture *fixture, const char *json, struct gty_facts *facts) {
    fixture->bytes = quoted(json);
    gty_arena_init(&fixture->arena, MEMORY);
    struct gty_text text = {fixture->bytes, strlen(fixture->bytes)};
    gty_diagnostics_init(&fixture->diagnostics, &fixture->arena, text);
    return gty_facts_read(&fixture->arena, &fixture->diagnostics, text, GTY_TO_COMPILE, facts);
}

static void test_all(void) {
    struct fixture fixture;
    struct gty_facts facts;
    bool good =
        read(&fixture,
             "{'id':'a_B+1-.','bundle':'/"
             "b','preserveFds':3,'noPivot':true,'noNewKeyring':true,'reaper':true,'detached':true,'host':{'euid':1000,"
             "'kernel':'6.18.0','userNamespace':true,'cgroup':{'mode':'hybrid','v1':[{'controllers':['cpu',"
             "'cpuacct'],'mount':'/sys/fs/cgroup/cpu','own':'/x'},{'controllers':[],'name':'systemd',"
             "'mount':'/m','own':'/'}],'unified':{'controllers':[],'mount':'/u','own':'/o'},"
             "'unifiedControllers':['pids']}}}",
             &facts);
    tap_ok(good && fixture.diagnostics.count == 0, "reads all options");
    tap_ok(gty_text_is(facts.id, "a_B+1-.") && gty_text_is(facts.bundle, "/b") && facts.preserve_fds == 3 &&
               facts.no_pivot && facts.no_new_keyring && facts.reaper && facts.detached,
           "has those of the call");
    tap_ok(facts.euid == 1000 && gty_text_is(facts.kernel, "6.18.0") && facts.user_namespace &&
               facts.cgroup_mode == GTY_CGROUP_HYBRID,
           "has those of the host");
    tap_ok(facts.v1_count == 2 && facts.v1[0].controllers.count == 2 &&
               gty_text_is(facts.v1[0].controllers.items[1], "cpuacct") && facts.v1[0].name.length == 0 &&
               gty_text_is(facts.v1[1].name, "systemd") && gty_text_is(facts.v1[0].own, "/x"),
           "has the v1 hierarchies");
    tap_ok(facts.unified_present && gty_text_is(facts.unified.mount, "/u") && facts.unified_controllers.count == 1,
           "has the unified hierarchy");
    release(&fixture);
    tap_ok(read(&fixture, "{'id':'a','bundle':'/'," HOST(NONE) ",'preserveFds':null}", &facts) && !facts.v1_count &&
               !facts.unified_present && facts.unified.mount.data && !facts.no_pivot,
           "needs no more than is required");
    release(&fixture);
}

static const struct {
    const char *options, *code, *message;
} refused[] = {
    {"", "GTY-OPTIONS-001", NULL},
    {"[]", "GTY-OPTIONS-001", "the document must be an object, but it is an array"},
    {"null", "GTY-OPTIONS-001", NULL},
    {"{'id':'a','id':'a','bundle':'/b'," HOST(NONE) "}", "GTY-OPTIONS-001", NULL},
    {"{'id':1,'bundle':'/b'," HOST(NONE) "}", "GTY-OPTIONS-001", "id must be a string, but it is a number"},
    {"{'id':'a','bundle':'/b'," HOST(NONE) ",'preserveFds':-1}", "GTY-OPTIONS-001", NULL},
    {"{'id':'a','bundle':'/b'," HOST(NONE) ",'nopivot':true}", "GTY-OPTIONS-002", "unknown property nopivot"},
    {"{'bundle':'/b'," HOST(NONE) "}", "GTY-OPTIONS-003", "the document has no id"},
    {"{'id':'a'," HOST(NONE) "}", "GTY-OPTIONS-003", "the document has no bundle"},
    {"{'id':'a','bundle':'/b'}", "GTY-OPTIONS-003", "the document has no host"},
    {"{'id':'a','bundle':'/b','host':{}}", "GTY-OPTIONS-003", "host has no cgroup"},
    {"{'id':'a','bundle':'/b'," HOST("{}") "}", "GTY-OPTIONS-003", "host.cgroup has no mode"},
    {"{'id':'a','bundle':'/b'," HOST("{'mode':'v2'}") "}", "GTY-OPTIONS-003", "host.cgroup has no unified"},
    {"{'id':'','bundle':'/b'," HOST(NONE) "}", "GTY-OPTIONS-004", "container id cannot be empty"},
    {"{'id':'a/b','bundle':'/b'," HOST(NONE) "}", "GTY-OPTIONS-004", "invalid container ID format"},
    {"{'id':'..','bundle':'/b'," HOST(NONE) "}", "GTY-OPTIONS-004", "invalid container ID format"},
    {"{'id':'.','bundle':'/b'," HOST(NONE) "}", "GTY-OPTIONS-004", "invalid container ID format"},
    {"{'id':'é','bundle':'/b'," HOST(NONE) "}", "GTY-OPTIONS-004", "invalid container ID format"},
    {"{'id':'a b','bundle':'/b'," HOST(NONE) "}", "GTY-OPTIONS-004", "invalid container ID format"},
    {"{'id':'a\\u0000','bundle':'/b'," HOST(NONE) "}", "GTY-OPTIONS-001", "id contains a null byte"},
    {"{'id':'a','bundle':'b'," HOST(NONE) "}", "GTY-OPTIONS-005", "bundle must be an absolute path"},
    {"{'id':'a','bundle':'/b'," HOST("{'mode':'v1','v1':[{'mount':'x','own':'/'}]}") "}", "GTY-OPTIONS-005",
     "mount must be an absolute path"},
    {"{'id':'a','bundle':'/b'," HOST("{'mode':'v3'}") "}", "GTY-OPTIONS-006", "host.cgroup.mode cannot be \"v3\""},
};

static void test_refused(void) {
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        struct fixture fixture;
        struct gty_facts facts;
        bool good = read(&fixture, refused[i].options, &facts);
        const struct gty_diagnostic *found = finding_of(&fixture.diagnostics, refused[i].code);
        bool only_options = true;
        for (size_t j = 0; j < fixture.diagnostics.count; j++)
            only_options = only_options && strncmp(fixture.diagnostics.items[j].rule->code, "GTY-OPTIONS-", 12) == 0;
        bool right = !good && found && only_options;
        if (right && refused[i].message) right = gty_text_is(found->message, refused[i].message);
        if (!tap_ok(right, "%s for case %zu", refused[i].code, i)) show_findings(&fixture.diagnostics);
        release(&fixture);
    }
    for (size_t length = 255; length <= 256; length++) {
        struct fixture fixture;
        struct gty_facts facts;
        char options[800], name[300];
        memset(name, 'a', length);
        name[length] = 0;
        snprintf(options, sizeof options, "{'id':'%s','bundle':'/b'," HOST(NONE) "}", name);
        tap_ok(read(&fixture, options, &facts) == (length == 255), "an id of %zu bytes", length);
        release(&fixture);
    }
}

int main(void) {
    test_all();
    test_refused();
    return tap_done();
}
