// SPDX-License-Identifier: Apache-2.0
//
// The cgroup of a plan: where it is, what is written into it, what is refused.
#include "plan_fixture.h"

#include "cgroup/controller.h"

#define HOST(cgroup)                                                                                                   \
    "{'id':'c1','bundle':'/b','host':{'euid':0,'kernel':'6.1','userNamespace':false,'cgroup':" cgroup "}}"
#define V1                                                                                                             \
    HOST("{'mode':'v1','v1':[{'controllers':['cpu','cpuacct'],'mount':'/cg/cpu,cpuacct','own':'/'},"                   \
         "{'controllers':['cpuset'],'mount':'/cg/cpuset','own':'/'},{'controllers':['memory'],'mount':'/cg/"           \
         "memory','own':'/me'},"                                                                                       \
         "{'controllers':['devices'],'mount':'/cg/devices','own':'/'}]}")
#define V2                                                                                                             \
    HOST("{'mode':'v2','v1':[],'unified':{'controllers':[],'mount':'/cg','own':'/a/"                                   \
         "b'},'unifiedControllers':['cpu','memory','pids']}")
#define RESOURCES(more) CONFIG(PROCESS(""), NAMESPACES("") ",'resources':{" more "}", "")
#define AT(path) CONFIG(PROCESS(""), NAMESPACES("") ",'cgroupsPath':'" path "'", "")

static void test_paths(void) {
    expect_record("v1: below our own cgroup", PLAIN, V1, "{'op':'mkdir','path':'/cg/memory/me/c1','owned':true}");
    expect_record("v2: beside our own cgroup, which has processes", PLAIN, V2,
                  "{'op':'mkdir','path':'/cg/a/c1','owned':true}");
    expect_record("an absolute path counts from the mount point", AT("/x/y"), V1,
                  "{'op':'mkdir','path':'/cg/memory/x'},{'op':'mkdir','path':'/cg/memory/x/y','owned':true}");
    expect_record("a relative one does not", AT("x"), V1, "'path':'/cg/memory/me/x','owned':true");
    expect_record("no .. leads out of a hierarchy", AT("/../../etc/../x"), V2,
                  "{'op':'mkdir','path':'/cg/x','owned':true}");
    expect_record("nor out of our own cgroup", AT("../../x"), V1, "'path':'/cg/memory/me/x','owned':true");
    expect_finding("the root of a hierarchy is no cgroup of ours", AT("/.."), V2, "GTY-PLAN-013");
    expect_record("a v1 process moves itself", PLAIN, V1, "{'path':'/cg/memory/me/c1','by':'tasks'}");
    expect_record("a v2 one is cloned into its cgroup", PLAIN, V2, "'joins':[{'path':'/cg/a/c1','by':'clone'}]");
    expect_record("an OOM kill shows in v1", PLAIN, V1, "'oomFile':'/cg/memory/me/c1/memory.oom_control'");
    expect_record("and in v2", PLAIN, V2, "'oomFile':'/cg/a/c1/memory.events'");
    expect_record("a v1 cpuset is filled level by level", AT("/x/y"), V1,
                  "{'op':'mkdir','path':'/cg/cpuset/x'},{'op':'copy','path':'/cg/cpuset/x/cpuset.cpus','from':'/cg/"
                  "cpuset/cpuset.cpus'},"
                  "{'op':'copy','path':'/cg/cpuset/x/cpuset.mems','from':'/cg/cpuset/cpuset.mems'},"
                  "{'op':'mkdir','path':'/cg/cpuset/x/y','owned':true},{'op':'copy','path':'/cg/cpuset/x/y/"
                  "cpuset.cpus','from':'/cg/cpuset/x/cpuset.cpus'}");
}

static void test_limits(void) {
    expect_record("v1 memory and swap", RESOURCES("'memory':{'limit':4096,'swap':8192}"), V1,
                  "memory.limit_in_bytes','value':'4096'},{'op':'write','path':'/cg/memory/me/c1/"
                  "memory.memsw.limit_in_bytes','value':'8192'}");
    expect_record("v2 swap is without memory", RESOURCES("'memory':{'limit':4096,'swap':10240}"), V2,
                  "memory.swap.max','value':'6144'},{'op':'write','path':'/cg/a/c1/memory.max','value':'4096'}");
    expect_record("v2: no swap at all, on a kernel that may have none",
                  RESOURCES("'memory':{'limit':4096,'swap':4096}"), V2,
                  "memory.swap.max','value':'0','skip':['ENOENT']");
    expect_record(
        "v2: unlimited memory is unlimited swap", RESOURCES("'memory':{'limit':-1}"), V2,
        "memory.swap.max','value':'max','skip':['ENOENT']},{'op':'write','path':'/cg/a/c1/memory.max','value':'max'}");
    expect_record("v2 quota and period are one file", RESOURCES("'cpu':{'quota':50000}"), V2,
                  "cpu.max','value':'50000 100000'");
    expect_record("without a quota there is no limit", RESOURCES("'cpu':{'period':20000}"), V2,
                  "cpu.max','value':'max 20000'");
    expect_record("pids.limit 0 becomes 1", RESOURCES("'pids':{'limit':0}"), V2, "pids.max','value':'1'");
    expect_record("and -1 max", RESOURCES("'pids':{'limit':-1}"), V2, "pids.max','value':'max'");
    expect_record("needed controllers are enabled from the top", RESOURCES("'pids':{'limit':1}"), V2,
                  "{'op':'enable','path':'/cg','needed':'pids','optional':'cpu memory','skip':['EACCES','EPERM']}"
                  ",{'op':'enable','path':'/cg/a','needed':'pids','optional':'cpu memory','skip':['EACCES','EPERM']}"
                  ",{'op':'mkdir','path':'/cg/a/c1','owned':true}");
    expect_record("a new directory between them hands them on", AT("/x/y"), V2,
                  "{'op':'mkdir','path':'/cg/x'},{'op':'enable','path':'/cg/x','optional':'cpu memory pids','skip':["
                  "'EACCES','EPERM']},{'op':'mkdir','path':'/cg/x/y','owned':true}");
    expect_finding("a limit without its controller is refused", RESOURCES("'pids':{'limit':1}"), V1, "GTY-PLAN-014");
    expect_finding("also without any cgroup", RESOURCES("'memory':{'limit':4096}"), NO_CGROUPS, "GTY-PLAN-014");
    expect_finding("v2 has no swappiness", RESOURCES("'memory':{'swappiness':10}"), V2, "GTY-PLAN-012");
    expect_finding("nor realtime", RESOURCES("'cpu':{'realtimeRuntime':10}"), V2, "GTY-PLAN-012");
}

static void test_devices(void) {
    expect_record("v1: nothing first, then the rules, then the default ones",
                  RESOURCES("'devices':[{'allow':true,'type':'b','major':8,'access':'r'}]"), V1,
                  "devices.deny','value':'a'},{'op':'write','path':'/cg/devices/c1/devices.allow','value':'b 8:* r'},"
                  "{'op':'write','path':'/cg/devices/c1/devices.allow','value':'c *:* m'}");
    expect_record(
        "v1: a rule for everything makes those before it void",
        RESOURCES("'devices':[{'allow':false,'access':'rwm'},{'allow':true,'type':'c','major':9,'minor':9,'access':'"
                  "rwm'},{'allow':true,'access':'rwm'}]"),
        V1,
        "'path':'/cg/devices/c1','owned':true},{'op':'write','path':'/cg/devices/c1/devices.allow','value':'a'},"
        "{'op':'write','path':'/cg/devices/c1/devices.allow','value':'c *:* m'}");
    expect_record(
        "v1: a part of everything is not everything", RESOURCES("'devices':[{'allow':true,'access':'r'}]"), V1,
        "devices.allow','value':'b *:* r'},{'op':'write','path':'/cg/devices/c1/devices.allow','value':'c *:* r'}");
    expect_finding("v1: a hole in a wider rule is refused",
                   RESOURCES("'devices':[{'allow':true,'type':'c','major':9,'access':'rw'},{'allow':false,'type':'c','"
                             "major':9,'minor':1,'access':'w'}]"),
                   V1, "GTY-PLAN-011");
    expect_record("v1: the same rule can be taken back",
                  RESOURCES("'devices':[{'allow':true,'type':'c','major':9,'access':'rw'},{'allow':false,'type':'c','"
                            "major':9,'access':'w'}]"),
                  V1, "devices.deny','value':'c 9:* w'");
    expect_record("v2: a program", PLAIN, V2, "{'op':'device filter','path':'/cg/a/c1','value':'YRIAAAAAAAC8Iw");
    expect_record(
        "in a user namespace the kernel may refuse it", PLAIN,
        "{'id':'c1','bundle':'/b','host':{'euid':0,'kernel':'6.1','userNamespace':true,'cgroup':{'mode':'v2','v1':[],"
        "'unified':{'controllers':[],'mount':'/cg','own':'/'},'unifiedControllers':[]}}}",
        "==','skip':['EPERM']}");
    struct planned planned;
    plan(&planned,
         CONFIG(PROCESS(""), NAMESPACES("") ",'devices':[{'path':'/dev/null','type':'c','major':1,'minor':3}]", ""),
         V1);
    tap_ok(record_says(&planned, "c 1:8 rwm") && !record_says(&planned, "c 1:3 rwm"),
           "a device of the config replaces the default one's rule");
    plan_release(&planned);
}

// As runc's formula has it, computed with another libm.
static void test_weight(void) {
    static const struct {
        uint64_t shares, weight;
    } rows[] = {{0, 1},       {2, 1},        {3, 2},          {10, 4},         {100, 17},       {256, 35},
                {512, 59},    {1000, 99},    {1024, 100},     {1025, 101},     {2048, 174},     {4096, 303},
                {10240, 639}, {65536, 3023}, {262143, 10000}, {262144, 10000}, {1000000, 10000}};
    bool same = true, rising = true;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint64_t weight = gty_cpu_weight(rows[i].shares);
        if (weight != rows[i].weight)
            printf("# %llu: %llu, not %llu\n", (unsigned long long)rows[i].shares, (unsigned long long)weight,
                   (unsigned long long)rows[i].weight);
        same = same && weight == rows[i].weight;
    }
    for (uint64_t shares = 1; shares < 300000; shares++)
        rising = rising && gty_cpu_weight(shares) <= gty_cpu_weight(shares + 1);
    tap_ok(same, "shares become the weights of runc");
    tap_ok(rising, "more shares are never less weight");
}

int main(void) {
    test_paths();
    test_limits();
    test_devices();
    test_weight();
    return tap_done();
}
