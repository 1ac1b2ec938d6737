// SPDX-License-Identifier: Apache-2.0
//
// Containers whose process 1 is the init's own reaper: where it starts, what it is told, and what its presence changes.
#include "plan_fixture.h"

#define HOST                                                                                                           \
    "'bundle':'/b','host':{'euid':0,'kernel':'6.1','userNamespace':false,'cgroup':{'mode':'v2','v1':[],"               \
    "'unified':{'controllers':[],'mount':'/cg','own':'/a/b'},'unifiedControllers':['pids']}}}"
#define HOST_V1                                                                                                        \
    "'bundle':'/b','host':{'euid':0,'kernel':'6.1','userNamespace':false,'cgroup':{'mode':'v1','v1':["                 \
    "{'controllers':['pids'],'mount':'/cg','own':'/'}]}}}"
#define REAPER "{'id':'c1','reaper':true," HOST
#define PIDS(limit) CONFIG(PROCESS(""), NAMESPACES("") ",'resources':{'pids':{'limit':" limit "}}", "")

static void test_operation(void) {
    struct planned planned;
    plan(&planned, PLAIN, "{'id':'c1'," HOST);
    tap_ok(planned.described && !strstr(plan_text(&planned), "reaper") && !record_says(&planned, "'reaper'"),
           "a container has none unless asked");
    plan_release(&planned);
    expect_plan("with the user's ids, before the user is set",
                CONFIG(PROCESS(",'user':{'uid':7,'gid':8}"), NAMESPACES(""), ""), REAPER, "start reaper uid=7 gid=8\n");
    expect_plan("the terminal goes over", CONFIG(PROCESS(",'terminal':true"), NAMESPACES(""), ""), REAPER,
                "start reaper uid=0 gid=0 terminal\n");
    expect_plan("it may stay without its owner", PLAIN, "{'id':'c1','reaper':true,'detached':true," HOST,
                "start reaper uid=0 gid=0 detached\n");
    expect_record("the record tells", PLAIN, REAPER, "'reaper':true");
    plan(&planned, CONFIG(PROCESS(",'rlimits':[{'type':'RLIMIT_CORE','soft':1,'hard':1}]"), NAMESPACES(""), ""),
         REAPER);
    const char *limits = planned.described ? strstr(plan_text(&planned), "set resource limits\n") : NULL;
    const char *reaper = limits ? strstr(limits, "start reaper") : NULL;
    tap_ok(reaper && strstr(reaper, "limit capabilities") && strstr(reaper, "set user"),
           "resource limits are set before there are two processes, capabilities and user after");
    tap_ok(record_says(&planned, "'limitsAtLaunch':false"), "and the supervisor does not race with it");
    plan_release(&planned);
}

static void test_pids(void) {
    expect_record("v2: the reaper is not counted", PIDS("1"), REAPER, "pids.max','value':'2'");
    expect_record("v1 neither", PIDS("1"), "{'id':'c1','reaper':true," HOST_V1, "pids.max','value':'2'");
    expect_record("no limit stays none", PIDS("-1"), REAPER, "pids.max','value':'max'");
    expect_record("the largest stays", PIDS("9223372036854775807"), REAPER, "'value':'9223372036854775807'");
}

static void test_refusals(void) {
    expect_finding("it needs a pid namespace", CONFIG(PROCESS(""), "'namespaces':[{'type':'mount'}]", ""), REAPER,
                   "GTY-OPTIONS-006");
    expect_finding("a new one", CONFIG(PROCESS(""), "'namespaces':[{'type':'mount'},{'type':'pid','path':'/p'}]", ""),
                   REAPER, "GTY-OPTIONS-006");
    expect_finding("nobody else can be detached", PLAIN, "{'id':'c1','detached':true," HOST, "GTY-OPTIONS-006");
}

int main(void) {
    test_operation();
    test_pids();
    test_refusals();
    return tap_done();
}
