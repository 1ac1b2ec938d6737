// SPDX-License-Identifier: Apache-2.0
//
// Mounts of a config to operations: what each option word becomes, and what is refused.
#include "plan_fixture.h"

#define MOUNT(more) CONFIG(PROCESS(""), NAMESPACES(""), ",'mounts':[{'destination':'/m'," more "}]")
#define USER_NAMESPACE ",{'type':'user'}"
#define MAPS                                                                                                           \
    ",'uidMappings':[{'containerID':0,'hostID':7,'size':1}],'gidMappings':[{'containerID':0,'hostID':7,'size':1}]"

// The flags of a bind that names only how access times are kept, or what its superblock does.
#define UNNAMED " drop=RDONLY|NOSUID|NODEV|NOEXEC|NOSYMFOLLOW"

static void tmpfs(const char *options, const char *wanted) {
    char config[1000], name[200], line[400];
    snprintf(config, sizeof config, MOUNT("'type':'tmpfs','source':'x','options':[%s]"), options);
    snprintf(name, sizeof name, "tmpfs with %s", options);
    snprintf(line, sizeof line, " mount target=/m type=tmpfs source=x%s\n", wanted);
    expect_plan(name, config, NO_CGROUPS, line);
}

static void bind(const char *options, const char *wanted) {
    char config[1000], name[200], line[400];
    snprintf(config, sizeof config, MOUNT("'type':'none','source':'/s','options':[%s]"), options);
    snprintf(name, sizeof name, "bind with %s", options);
    snprintf(line, sizeof line, " bind mount target=/m source=/s%s\n", wanted);
    expect_plan(name, config, NO_CGROUPS, line);
}

static void test_options(void) {
    tmpfs("", " inherit-mode");
    tmpfs("'mode=700','size=1k'", " data=mode=700,size=1k");
    tmpfs("'nosuid','nodev','noexec','suid'", " set=NODEV|NOEXEC inherit-mode");
    tmpfs("'noatime'", " set=NOATIME inherit-mode");
    tmpfs("'noatime','strictatime'", " set=STRICTATIME inherit-mode");
    tmpfs("'noatime','atime'", " inherit-mode");
    tmpfs("'sync','lazytime','async','size=1k'", " data=size=1k,lazytime inherit-mode");
    tmpfs("'iversion','defaults','silent'", " inherit-mode");
    tmpfs("'rslave','shared'", " propagation=SLAVE|REC propagation=SHARED inherit-mode");
    tmpfs("'rnoexec'", " set=NOEXEC inherit-mode");
    tmpfs("'tmpcopyup'", " copy-up inherit-mode");
    bind("'bind'", "");
    bind("'bind','rprivate'", " propagation=PRIVATE|REC");
    // What is not named goes, once something is.
    bind("'rbind','ro'", " recursive set=RDONLY drop=NOSUID|NODEV|NOEXEC|NOSYMFOLLOW");
    bind("'bind','dev'", " clear=NODEV drop=RDONLY|NOSUID|NOEXEC|NOSYMFOLLOW");
    bind("'bind','rw','suid'", " clear=RDONLY|NOSUID drop=NODEV|NOEXEC|NOSYMFOLLOW");
    bind("'bind','ro','rw'", " clear=RDONLY drop=NOSUID|NODEV|NOEXEC|NOSYMFOLLOW");
    bind("'bind','noatime'", " set=NOATIME clear=ATIME|NODIRATIME" UNNAMED);
    bind("'bind','relatime'", " clear=ATIME|NODIRATIME" UNNAMED);
    bind("'bind','nodiratime'", " set=NODIRATIME clear=ATIME" UNNAMED);
    bind("'bind','strictatime','noatime'", " set=STRICTATIME clear=ATIME|NODIRATIME" UNNAMED);
    bind("'bind','relatime','norelatime'", UNNAMED);
    bind("'bind','atime'", UNNAMED);
    bind("'bind','diratime'", UNNAMED);
    bind("'rbind','rro','ratime'", " recursive rset=RDONLY rclear=ATIME");
    bind("'rbind','rnoatime'", " recursive rset=NOATIME rclear=ATIME");
    bind("'bind','sync'", UNNAMED);
    bind("'rbind','rprivate','nosymfollow'",
         " recursive set=NOSYMFOLLOW propagation=PRIVATE|REC drop=RDONLY|NOSUID|NODEV|NOEXEC");
    expect_plan("a remount", MOUNT("'type':'none','options':['remount','ro','nosuid']"), NO_CGROUPS,
                " remount target=/m set=RDONLY|NOSUID drop=NODEV|NOEXEC|NOSYMFOLLOW\n");
    expect_plan("a remount without flags", MOUNT("'type':'tmpfs','options':['remount','size=1k']"), NO_CGROUPS,
                " remount target=/m data=size=1k\n");
    expect_plan("before Linux 5.14 nothing takes nosymfollow away", MOUNT("'source':'/s','options':['bind','ro']"),
                ON_KERNEL("5.13.0"), " set=RDONLY drop=NOSUID|NODEV|NOEXEC\n");
    expect_plan("a read-only filesystem of a device",
                MOUNT("'type':'ext4','source':'/dev/x','options':['ro','noload']"), NO_CGROUPS,
                " mount target=/m type=ext4 source=/dev/x data=ro,noload set=RDONLY\n");
    expect_plan("a relative source is the bundle's", MOUNT("'source':'s/../t','options':['bind']"), NO_CGROUPS,
                " bind mount target=/m source=/b/t\n");
    expect_plan("a type bind is enough", MOUNT("'type':'bind','source':'/s'"), NO_CGROUPS,
                " bind mount target=/m source=/s\n");
    expect_plan("no .. leads out of the root",
                CONFIG(PROCESS(""), NAMESPACES(""), ",'mounts':[{'destination':'/a/../../../m','type':'tmpfs'}]"),
                NO_CGROUPS, " mount target=/m type=tmpfs source=tmpfs inherit-mode\n");
}

#define TMPFS_AT(path) CONFIG(PROCESS(""), NAMESPACES(""), ",'mounts':[{'destination':'" path "','type':'tmpfs'}]")

// The root filesystem is /b/r.
static void test_host_destinations(void) {
    expect_plan("a destination as the host sees it", TMPFS_AT("/b/./r//a/c"), NO_CGROUPS,
                " mount target=/a/c type=tmpfs");
    expect_plan("a name that begins like the root filesystem", TMPFS_AT("/b/ra"), NO_CGROUPS, " mount target=/b/ra ");
    expect_plan("the root filesystem is taken away once", TMPFS_AT("/b/r/b/r"), NO_CGROUPS, " mount target=/b/r ");
    expect_finding("the root filesystem itself, as the host sees it", TMPFS_AT("/b/r/"), NO_CGROUPS, "GTY-MOUNT-002");
    expect_finding("/proc, as the host sees it", TMPFS_AT("/b/r/proc"), NO_CGROUPS, "GTY-MOUNT-004");
    expect_finding("below /proc, as the host sees it", TMPFS_AT("/b/r/proc/sys"), NO_CGROUPS, "GTY-MOUNT-005");
}

static void test_late(void) {
    struct planned planned;
    plan(&planned, MOUNT("'type':'tmpfs','options':['ro']"), NO_CGROUPS);
    const char *mount = planned.described ? strstr(plan_text(&planned),
                                                   " mount target=/m keep=0 type=tmpfs source=tmpfs inherit-mode\n")
                                          : NULL;
    const char *pivot = mount ? strstr(mount, " pivot root\n") : NULL;
    tap_ok(pivot && strstr(pivot, " set mount attributes target=/m base=0 set=RDONLY\n"),
           "a tmpfs is read-only only at the end");
    plan_release(&planned);
    plan(&planned, MOUNT("'type':'none','source':'/s','options':['bind','ro']"), NO_CGROUPS);
    tap_ok(planned.described && !plan_says(&planned, "set mount attributes target=/m"), "a bind mount is at once");
    plan_release(&planned);
}

static void test_proc(void) {
#define AT(destination, more)                                                                                          \
    CONFIG(PROCESS(""), NAMESPACES(""), ",'mounts':[{'destination':'" destination "'," more "}]")
    expect_plan("procfs", AT("/proc", "'type':'proc','source':'proc'"), NO_CGROUPS,
                " mount target=/proc type=proc source=proc ordinary in-proc\n");
    expect_plan("a file of lxcfs", AT("/proc/meminfo", "'source':'/lxcfs','options':['bind']"), NO_CGROUPS,
                " bind mount target=/proc/meminfo source=/lxcfs in-proc\n");
    expect_plan("the host's procfs", AT("/proc", "'source':'/proc','options':['rbind']"), NO_CGROUPS,
                " bind mount target=/proc source=/proc recursive in-proc\n");
    expect_finding("anything else bound on /proc is refused", AT("/proc", "'source':'/procs','options':['bind']"),
                   NO_CGROUPS, "GTY-PLAN-007");
    expect_finding("also by a detour", AT("/x/../proc/", "'source':'/proc/../etc','options':['bind']"), NO_CGROUPS,
                   "GTY-PLAN-007");
}

static void test_refusals(void) {
    expect_finding("idmap", MOUNT("'source':'/s','options':['bind','idmap']"), NO_CGROUPS, "GTY-PLAN-004");
    expect_finding("ridmap", MOUNT("'source':'/s','options':['rbind','ridmap']"), NO_CGROUPS, "GTY-PLAN-004");
    expect_finding("a bind mount with an unknown option", MOUNT("'source':'/s','options':['bind','mode=1']"),
                   NO_CGROUPS, "GTY-PLAN-005");
    expect_finding("tmpcopyup of a bind mount", MOUNT("'source':'/s','options':['bind','tmpcopyup']"), NO_CGROUPS,
                   "GTY-PLAN-006");
}

static void test_user_namespace(void) {
#define IN_USER_NAMESPACE(namespaces, mounts)                                                                          \
    CONFIG(PROCESS(""), "'namespaces':[{'type':'mount'}" USER_NAMESPACE namespaces "]" MAPS, ",'mounts':[" mounts "]")
#define SYSFS "{'destination':'/sys','type':'sysfs','options':['ro','nosuid']}"
#define MQUEUE "{'destination':'/q','type':'mqueue'}"
    expect_plan("a helper opens sources in the mount namespace, in order",
                IN_USER_NAMESPACE("", "{'destination':'/a','source':'/s','options':['rbind']},{'destination':'/"
                                      "i','source':'r/x','options':['bind']},"
                                      "{'destination':'/c','source':'/t','options':['bind']}"),
                NO_CGROUPS, " open mount source slot=0 source=/s recursive\n  6 open mount source slot=1 source=/t\n");
    expect_plan("and taken in order; one within the root is looked up in its turn",
                IN_USER_NAMESPACE("", "{'destination':'/i','source':'r/x','options':['bind']},{'destination':'/"
                                      "c','source':'/t','options':['bind']}"),
                NO_CGROUPS, " bind mount target=/i source=/b/r/x\n 13 bind mount target=/c slot=0\n");
    expect_plan("sysfs of the host's network falls back to a bind", IN_USER_NAMESPACE("", SYSFS), NO_CGROUPS,
                " mount target=/sys type=sysfs source=sysfs set=RDONLY|NOSUID ordinary\n"
                "      on EPERM: bind mount target=/sys source=/sys recursive rset=RDONLY|NOSUID\n");
    struct planned planned;
    plan(&planned, IN_USER_NAMESPACE(",{'type':'network'},{'type':'ipc'}", SYSFS "," MQUEUE), NO_CGROUPS);
    tap_ok(planned.described && !plan_says(&planned, "source=/sys ") && !plan_says(&planned, "source=/dev/mqueue"),
           "that of the container's own does not, nor does its mqueue");
    plan_release(&planned);
    plan(&planned, IN_USER_NAMESPACE(",{'type':'ipc','path':'/i'}", MQUEUE), NO_CGROUPS);
    tap_ok(planned.described && !plan_says(&planned, "source=/dev/mqueue"), "nor that of a joined ipc namespace");
    plan_release(&planned);
    expect_plan("mqueue of the host's ipc does", IN_USER_NAMESPACE("", MQUEUE), NO_CGROUPS,
                "on EPERM: bind mount target=/q source=/dev/mqueue recursive\n");
}

int main(void) {
    test_options();
    test_host_destinations();
    test_late();
    test_proc();
    test_refusals();
    test_user_namespace();
    return tap_done();
}
