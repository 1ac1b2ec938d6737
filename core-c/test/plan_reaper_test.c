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
#define PROC "{'destination':'/proc','type':'proc','source':'proc'}"
#define PIDS(limit) CONFIG(PROCESS(""), NAMESPACES("") ",'resources':{'pids':{'limit':" limit "}}", "")

static void test_operation(void) {
    struct planned planned;
    plan(&planned, PLAIN, "{'id':'c1'," HOST);
    tap_ok(planned.described && !strstr(plan_text(&planned), "reaper") && !record_says(&planned, "'reaper'"),
           "a container has none unless asked");
    plan_release(&planned);
    expect_plan("the terminal goes over", CONFIG(PROCESS(",'terminal':true"), NAMESPACES(""), ""), REAPER,
                "start reaper uid=65533 gid=65533 terminal\n");
    expect_plan("it may stay without its owner", PLAIN, "{'id':'c1','reaper':true,'detached':true," HOST,
                "start reaper uid=65533 gid=65533 detached\n");
    expect_record("the record tells", PLAIN, REAPER, "'reaper':true");
    plan(&planned, CONFIG(PROCESS(",'rlimits':[{'type':'RLIMIT_CORE','soft':1,'hard':1}]"), NAMESPACES(""), ""),
         REAPER);
    const char *reaper = planned.described ? strstr(plan_text(&planned), "start reaper") : NULL;
    const char *limits = reaper ? strstr(reaper, "set resource limits\n") : NULL;
    tap_ok(limits && strstr(limits, "limit capabilities") && strstr(limits, "set user"),
           "resource limits are the program's alone, like capabilities and user");
    tap_ok(record_says(&planned, "'limitsAtLaunch':false"), "and the supervisor does not set them before");
    plan_release(&planned);
}

#define USER(uid, gid) PROCESS(",'user':{'uid':" uid ",'gid':" gid "}")
#define MAPPED(uids, gids) NAMESPACES(",{'type':'user'}") ",'uidMappings':[" uids "],'gidMappings':[" gids "]"
#define MAP(first, size) "{'containerID':" first ",'hostID':" first ",'size':" size "}"
#define JOINED NAMESPACES(",{'type':'user','path':'/p'}")
#define INSIDE "{'id':'c1','reaper':true,'bundle':'/b','host':{'euid':0,'kernel':'6.1','userNamespace':true," NO_CGROUP
#define NO_CGROUP "'cgroup':{'mode':'none','v1':[]}}}"

static void test_ids(void) {
    expect_plan("it has ids of its own", CONFIG(USER("7", "8"), NAMESPACES(""), ""), REAPER,
                "start reaper uid=65533 gid=65533\n");
    expect_plan("also where the program has those", CONFIG(USER("65533", "65533"), NAMESPACES(""), ""), REAPER,
                "start reaper uid=65532 gid=65532\n");
    expect_plan("of those that a user namespace maps",
                CONFIG(USER("0", "0"), MAPPED(MAP("0", "10"), MAP("0", "20")), ""), REAPER,
                "start reaper uid=9 gid=19\n");
    expect_plan("the highest", CONFIG(USER("0", "0"), MAPPED(MAP("50", "5") "," MAP("0", "10"), MAP("0", "20")), ""),
                REAPER, "start reaper uid=54 gid=19\n");
    expect_plan("but the program's",
                CONFIG(USER("9", "20"), MAPPED(MAP("0", "10"), MAP("0", "9") "," MAP("20", "1")), ""), REAPER,
                "start reaper uid=8 gid=8\n");
    expect_plan("none of all ones", CONFIG(USER("0", "0"), MAPPED(MAP("0", "4294967295"), MAP("0", "4294967295")), ""),
                REAPER, "start reaper uid=4294967294 gid=4294967294\n");
    expect_plan("a single one is shared", CONFIG(USER("0", "0"), MAPPED(MAP("0", "1"), MAP("0", "1")), ""), REAPER,
                "start reaper uid=0 gid=0\n");
    expect_plan("what a joined user namespace maps is found out", CONFIG(USER("1", "2"), JOINED, ""), REAPER,
                "start reaper uid=65533 gid=65533\n      on EINVAL: start reaper uid=1 gid=2\n");
    expect_plan("what the one around us does too", CONFIG(PROCESS(",'terminal':true"), NAMESPACES(""), ""), INSIDE,
                "start reaper uid=65533 gid=65533 terminal\n      on EINVAL: start reaper uid=0 gid=0 terminal\n");
}

static void test_files(void) {
    struct planned planned;
    expect_plan("its files are read-only", CONFIG(PROCESS(""), NAMESPACES(""), ",'mounts':[" PROC "]"), REAPER,
                "make path read-only target=/proc/1 base=0\n      on ENOENT quietly: skip\n");
    plan(&planned, CONFIG(PROCESS(""), NAMESPACES(""), ",'mounts':[" PROC "]"), "{'id':'c1'," HOST);
    tap_ok(planned.described && !plan_says(&planned, "/proc/1"), "those of another process 1 are not");
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
    test_ids();
    test_files();
    test_pids();
    test_refusals();
    return tap_done();
}
