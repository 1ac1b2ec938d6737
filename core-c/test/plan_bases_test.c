// SPDX-License-Identifier: Apache-2.0
//
// Which mount a target is resolved from, and which mounts are kept open for that.
#include "plan_fixture.h"

#define MOUNTS(linux, mounts) CONFIG(PROCESS(""), NAMESPACES("") linux, ",'mounts':[" mounts "]")
#define TMPFS(path) "{'destination':'" path "','type':'tmpfs','options':['mode=7']}"
#define PROC "{'destination':'/proc','type':'proc','source':'proc'}"
#define BIND(path) "{'destination':'" path "','source':'/s','options':['bind']}"

static void expect_none(const char *name, const char *config, const char *words) {
    struct planned planned;
    plan(&planned, config, NO_CGROUPS);
    if (!tap_ok(planned.described && !plan_says(&planned, words), "%s", name) && planned.described)
        printf("# unwanted: %s\n# %s\n", words, plan_text(&planned));
    plan_release(&planned);
}

static void test_kept(void) {
    static const char masked[] = MOUNTS(",'maskedPaths':['/proc/kcore','/etc/x'],'readonlyPaths':['/proc/sys']", PROC);
    expect_plan("what is needed later is kept", masked, NO_CGROUPS, " mount target=/proc keep=0 type=proc ");
    expect_plan("a masked path is the mount's", masked, NO_CGROUPS, " mask path target=/proc/kcore base=0\n");
    expect_plan("so is a read-only one", masked, NO_CGROUPS, " make path read-only target=/proc/sys base=0\n");
    expect_plan("what lies on the root filesystem is the root's", masked, NO_CGROUPS, " mask path target=/etc/x\n");
    expect_none("what is not needed is not kept", MOUNTS("", PROC "," TMPFS("/a")), "keep=");
    expect_none("a name that begins alike lies elsewhere", MOUNTS(",'maskedPaths':['/process']", PROC), "base=0\n");
    expect_plan("devices, links and the null device are made in /dev", MOUNTS("", TMPFS("/dev")), NO_CGROUPS,
                " create device target=/dev/null base=0 mode=char:0666 major=1 minor=3 uid=0 gid=0\n"
                "      on EPERM|EACCES: bind device target=/dev/null base=0 source=/dev/null\n");
    expect_plan("the links, too", MOUNTS("", TMPFS("/dev")), NO_CGROUPS,
                " create symbolic link target=/dev/fd base=0 path=/proc/self/fd\n");
    expect_plan("and the null device", MOUNTS("", TMPFS("/dev")), NO_CGROUPS, " reopen /dev/null base=0\n");
    expect_plan("and the console", CONFIG(PROCESS(",'terminal':true"), NAMESPACES(""), ",'mounts':[" TMPFS("/dev") "]"),
                NO_CGROUPS, " open console base=0 ");
    expect_plan("the working directory may lie on a mount",
                CONFIG("'process':{'cwd':'/a/b','args':['sh']}", NAMESPACES(""), ",'mounts':[" TMPFS("/a") "]"),
                NO_CGROUPS, " create directory target=/a/b base=0 mode=0755\n");
    expect_plan("a mount itself is changed by its descriptor",
                MOUNTS("", TMPFS("/a") ",{'destination':'/a','options':['remount','ro']}"), NO_CGROUPS,
                " remount target=/a base=0 set=RDONLY");
}

static void test_order(void) {
    expect_plan("a mount on a mount, three deep", MOUNTS(",'maskedPaths':['/a/b/c']", TMPFS("/a") "," TMPFS("/a/b")),
                NO_CGROUPS, " mount target=/a/b base=0 keep=1 ");
    expect_plan("the deepest one holds the path", MOUNTS(",'maskedPaths':['/a/b/c']", TMPFS("/a") "," TMPFS("/a/b")),
                NO_CGROUPS, " mask path target=/a/b/c base=1\n");
    expect_plan("one that is hidden by a later one above it does not", // the first is not even kept
                MOUNTS(",'maskedPaths':['/a/b/c']", TMPFS("/a/b") "," TMPFS("/a")), NO_CGROUPS,
                " mount target=/a/b type=tmpfs source=tmpfs data=mode=7\n");
    expect_plan("of two on one place the later one does",
                MOUNTS(",'maskedPaths':['/a/c']", TMPFS("/a") "," BIND("/a") "," PROC), NO_CGROUPS,
                " mask path target=/a/c base=1\n");
    expect_plan("and lies on the first", MOUNTS(",'maskedPaths':['/a/c']", TMPFS("/a") "," BIND("/a")), NO_CGROUPS,
                " bind mount target=/a base=0 keep=1 source=/s\n");
    expect_plan("numbers are given in the order of the mounts",
                MOUNTS(",'maskedPaths':['/c/x','/a/x']", TMPFS("/a") "," TMPFS("/b") "," TMPFS("/c")), NO_CGROUPS,
                " mount target=/c keep=1 ");
}

static void test_foreign(void) {
    expect_plan("a link in a volume may lead out of it: then the root is asked",
                MOUNTS(",'maskedPaths':['/v/x']", BIND("/v")), NO_CGROUPS,
                " mask path target=/v/x base=0\n      on ENOENT quietly: skip\n"
                "      on EXDEV quietly: mask path target=/v/x\n            on ENOENT quietly: skip\n");
    expect_plan("also for a mount with alternatives of its own",
                CONFIG(PROCESS(""),
                       "'namespaces':[{'type':'mount'},{'type':'user'}],'uidMappings':[{'containerID':0,'hostID':7,"
                       "'size':1}],'gidMappings':[{'containerID':0,'hostID':7,'size':1}]",
                       ",'mounts':[" BIND("/v") ",{'destination':'/v/sys','type':'sysfs'}]"),
                NO_CGROUPS,
                " mount target=/v/sys base=0 type=sysfs source=sysfs ordinary\n"
                "      on EPERM: bind mount target=/v/sys base=0 source=/sys recursive\n"
                "      on EXDEV quietly: mount target=/v/sys type=sysfs source=sysfs ordinary\n"
                "            on EPERM: bind mount target=/v/sys source=/sys recursive\n");
    expect_none("nothing leads out of a procfs", MOUNTS(",'maskedPaths':['/proc/x']", PROC), "on EXDEV quietly");
    expect_none("nor of a tmpfs", MOUNTS("", TMPFS("/dev")), "on EXDEV quietly");
    expect_plan("but of one that got the content of the image",
                MOUNTS(",'maskedPaths':['/v/x']", "{'destination':'/v','type':'tmpfs','options':['tmpcopyup']}"),
                NO_CGROUPS, "on EXDEV quietly: mask path target=/v/x\n");
    expect_plan("and of an overlay",
                MOUNTS(",'maskedPaths':['/v/x']", "{'destination':'/v','type':'overlay','options':['lowerdir=/x']}"),
                NO_CGROUPS, "on EXDEV quietly: mask path target=/v/x\n");
}

// Many mounts and deep paths take no more than a moment.
static void test_many(void) {
    enum { COUNT = 20000 };
    char *text = malloc(COUNT * 100 + 2000), *at = text;
    if (!text) return;
    at +=
        sprintf(at, "{\"ociVersion\":\"1.2.0\",\"root\":{\"path\":\"r\"},\"process\":{\"cwd\":\"/\",\"args\":[\"sh\"]},"
                    "\"linux\":{\"namespaces\":[{\"type\":\"mount\"}]},\"mounts\":[");
    for (int i = 0; i < COUNT; i++)
        at += sprintf(at, "%s{\"destination\":\"/a/%d/b\",\"type\":\"tmpfs\"}", i ? "," : "", i / 2);
    sprintf(at, "]}");
    struct planned planned;
    plan_bytes(&planned, text, NO_CGROUPS);
    tap_ok(plan_says(&planned, " mount target=/a/9999/b base=9999 type=tmpfs "), "of many mounts");
    plan_release(&planned);
    free(text);
}

int main(void) {
    test_kept();
    test_order();
    test_foreign();
    test_many();
    return tap_done();
}
