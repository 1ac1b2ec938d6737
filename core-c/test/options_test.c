// SPDX-License-Identifier: Apache-2.0
//
// The compile options.
#include "fixture.h"
#include "model/options.h"

#define HOST(cgroup) "'host':{'euid':0,'kernel':'6.1.0','userNamespace':false,'cgroup':" cgroup "}"
#define NONE "{'mode':'none','v1':[]}"

static bool read(struct fixture *fixture, const char *json, struct gty_options *options, struct gty_host *host) {
    fixture->bytes = quoted(json);
    gty_arena_init(&fixture->arena, MEMORY);
    struct gty_text text = {fixture->bytes, strlen(fixture->bytes)};
    gty_diagnostics_init(&fixture->diagnostics, &fixture->arena, text);
    return gty_options_read(&fixture->arena, &fixture->diagnostics, text, GTY_TO_COMPILE, options, host);
}

static void test_all(void) {
    struct fixture fixture;
    struct gty_options options;
    struct gty_host host;
    bool good =
        read(&fixture,
             "{'id':'a_B+1-.','bundle':'/"
             "b','preserveFds':3,'noPivot':true,'noNewKeyring':true,'reaper':true,'detached':true,'host':{'euid':1000,"
             "'kernel':'6.18.0','userNamespace':true,'cgroup':{'mode':'hybrid','v1':[{'controllers':['cpu',"
             "'cpuacct'],'mount':'/sys/fs/cgroup/cpu','own':'/x'},{'controllers':[],'name':'systemd',"
             "'mount':'/m','own':'/'}],'unified':{'controllers':[],'mount':'/u','own':'/o'},"
             "'unifiedControllers':['pids']}}}",
             &options, &host);
    tap_ok(good && fixture.diagnostics.count == 0, "reads all options");
    tap_ok(gty_text_is(options.id, "a_B+1-.") && gty_text_is(options.bundle, "/b") && options.preserve_fds == 3 &&
               options.no_pivot && options.no_new_keyring && options.reaper && options.detached,
           "has those of the call");
    tap_ok(host.euid == 1000 && gty_text_is(host.kernel, "6.18.0") && host.user_namespace &&
               host.cgroup_mode == GTY_CGROUP_HYBRID,
           "has those of the host");
    tap_ok(host.present && !options.rootless, "knows that there is a host, and what it does not say");
    tap_ok(host.v1_count == 2 && host.v1[0].controllers.count == 2 &&
               gty_text_is(host.v1[0].controllers.items[1], "cpuacct") && host.v1[0].name.length == 0 &&
               gty_text_is(host.v1[1].name, "systemd") && gty_text_is(host.v1[0].own, "/x"),
           "has the v1 hierarchies");
    tap_ok(host.unified_present && gty_text_is(host.unified.mount, "/u") && host.unified_controllers.count == 1,
           "has the unified hierarchy");
    release(&fixture);
    tap_ok(read(&fixture, "{'id':'a','bundle':'/'," HOST(NONE) ",'preserveFds':null}", &options, &host) &&
               !host.v1_count && !host.unified_present && host.unified.mount.data && !options.no_pivot,
           "needs no more than is required");
    release(&fixture);
    tap_ok(read(&fixture,
                "{'id':'a','bundle':'/','noPivot':false,'host':{'rootless':true,'noPivot':true,'cgroup':" NONE "}}",
                &options, &host) &&
               options.rootless && options.no_pivot,
           "does on the host what the host cannot do otherwise");
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
        struct gty_options options;
        struct gty_host host;
        bool good = read(&fixture, refused[i].options, &options, &host);
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
        struct gty_options options;
        struct gty_host host;
        char text[800], name[300];
        memset(name, 'a', length);
        name[length] = 0;
        snprintf(text, sizeof text, "{'id':'%s','bundle':'/b'," HOST(NONE) "}", name);
        tap_ok(read(&fixture, text, &options, &host) == (length == 255), "an id of %zu bytes", length);
        release(&fixture);
    }
}

int main(void) {
    test_all();
    test_refused();
    return tap_done();
}
