// SPDX-License-Identifier: Apache-2.0
//
// config.json into the model: every property arrives at its place.
#include "fixture.h"
#include "gantry/bootstrap.h"
#include "spec/oci.h"
#include "spec/sysctl.h"

static const char whole[] =
    "{'ociVersion':'1.2.1','hostname':'h','domainname':'d','root':{'path':'rootfs','readonly':true},"
    "'annotations':{'a':'1','b':null,'org.x/y':'é'},"
    "'mounts':[{'destination':'/proc','type':'proc','source':'proc','options':['nosuid','ro']},{'destination':'/x'}],"
    "'process':{'terminal':true,'consoleSize':{'height':24,'width':80},'cwd':'/w','args':['a','b c',''],'env':['A=1'],"
    "'user':{'uid':1,'gid':4294967295,'umask':18,'additionalGids':[5,6]},'noNewPrivileges':true,'oomScoreAdj':-10,"
    "'commandLine':'','apparmorProfile':'','selinuxLabel':null,"
    "'capabilities':{'bounding':['CAP_CHOWN','CAP_CHECKPOINT_RESTORE'],'effective':['CAP_KILL'],"
    "'permitted':['CAP_KILL','CAP_KILL'],'inheritable':[],'ambient':null},"
    "'rlimits':[{'type':'RLIMIT_NOFILE','soft':1,'hard':18446744073709551615},{'type':'RLIMIT_RTTIME','soft':0,'hard':"
    "0}]},"
    "'hooks':{'prestart':[{'path':'/a'}],'createRuntime':[],'createContainer':[{'path':'/c'}],"
    "'startContainer':[{'path':'/s','args':['s','t'],'env':['E=1'],'timeout':9}],'poststart':[{'path':'/p'}],"
    "'poststop':[{'path':'/q'},{'path':'/r'}]},"
    "'linux':{'namespaces':[{'type':'pid'},{'type':'network','path':'/n'},{'type':'mount'},{'type':'ipc'},"
    "{'type':'uts'},{'type':'user'},{'type':'cgroup'},{'type':'time'}],"
    "'uidMappings':[{'containerID':0,'hostID':1000,'size':4294967295}],"
    "'gidMappings':[{'containerID':0,'hostID':1,'size':1},{'containerID':1,'hostID':100,'size':50}],"
    "'timeOffsets':{'monotonic':{'secs':-5,'nanosecs':7},'boottime':null},"
    "'devices':[{'path':'/dev/f','type':'c','major':10,'minor':229,'fileMode':8630,'uid':1,'gid':2},"
    "{'path':'/dev/p','type':'p'}],"
    "'cgroupsPath':'/cg','sysctl':{'net.ipv4.ip_forward':'1'},'rootfsPropagation':'rslave',"
    "'maskedPaths':['/m','/n'],'readonlyPaths':['/r'],"
    "'resources':{'devices':[{'allow':false,'access':'rwm'},{'allow':true,'type':'c','major':1,'minor':-1,'access':'r'}"
    "],"
    "'memory':{'limit':9223372036854775807,'reservation':-1,'swap':-9223372036854775808,'swappiness':60,"
    "'disableOOMKiller':true,'checkBeforeUpdate':true},"
    "'cpu':{'shares':1024,'quota':-1,'burst':5,'period':100000,'realtimeRuntime':950000,'realtimePeriod':1000000,"
    "'cpus':'0-1','mems':'0','idle':1},'pids':{'limit':32}}},"
    "'windows':{'x':1},'vm':{},'solaris':null,'zos':[],'freebsd':{}}";

static struct fixture fixture;
static struct gty_config config;

static void read_config(const char *json) {
    char *text = quoted(json);
    parse(&fixture, text);
    free(text);
    gty_oci_read(&fixture.arena, &fixture.diagnostics, fixture.document, &config);
}

static bool is_number(struct gty_number number, int64_t value) {
    return number.present && number.value == value && number.node && number.node->type == GTY_JSON_NUMBER;
}

static void test_process(const struct gty_process *process) {
    tap_ok(process->present && process->node && process->terminal && is_number(process->console_height, 24) &&
               is_number(process->console_width, 80),
           "terminal");
    tap_ok(process->args.count == 3 && gty_text_is(process->args.items[1], "b c") &&
               process->args.items[2].length == 0 && process->args_node->count == 3,
           "args");
    tap_ok(process->env.count == 1 && gty_text_is(process->env.items[0], "A=1") && process->env_node &&
               gty_text_is(process->cwd, "/w") && process->cwd_node,
           "env and cwd");
    tap_ok(process->uid == 1 && process->gid == UINT32_MAX && is_number(process->umask, 18) &&
               process->groups_present && process->group_count == 2 && process->groups[1] == 6,
           "user");
    tap_ok(process->no_new_privileges && is_number(process->oom_score_adj, -10), "flags and scores");
    const uint64_t *sets = process->capabilities;
    tap_ok(process->capabilities_present && sets[GTY_CAP_BOUNDING] == (1ull << 40 | 1) &&
               sets[GTY_CAP_EFFECTIVE] == 1 << 5 && sets[GTY_CAP_PERMITTED] == 1 << 5 && !sets[GTY_CAP_INHERITABLE] &&
               !sets[GTY_CAP_AMBIENT],
           "capabilities");
    tap_ok(process->rlimit_count == 2 && process->rlimits[0].resource == 7 && process->rlimits[0].soft == 1 &&
               process->rlimits[0].hard == UINT64_MAX && process->rlimits[1].resource == 15 &&
               gty_text_is(process->rlimits[0].name, "RLIMIT_NOFILE"),
           "rlimits");
}

static void test_top(void) {
    tap_ok(gty_text_is(config.oci_version, "1.2.1") && gty_text_is(config.hostname, "h") && config.hostname_node &&
               gty_text_is(config.domainname, "d") && config.domainname_node,
           "version and names");
    tap_ok(config.root_present && config.root_readonly && gty_text_is(config.root_path, "rootfs") && config.root_node,
           "root");
    tap_ok(config.annotations.count == 3 && gty_text_is(config.annotations.items[0].value, "1") &&
               config.annotations.items[1].value.length == 0 &&
               gty_text_is(config.annotations.items[2].name, "org.x/y"),
           "annotations");
    const struct gty_mount *mounts = config.mounts;
    tap_ok(config.mount_count == 2 && gty_text_is(mounts[0].destination, "/proc") &&
               gty_text_is(mounts[0].type, "proc") && gty_text_is(mounts[0].source, "proc") &&
               mounts[0].options.count == 2 && gty_text_is(mounts[0].options.items[1], "ro") &&
               mounts[1].type.length == 0 && mounts[1].options.count == 0,
           "mounts");
}

static void test_hooks(void) {
    static const size_t counts[] = {1, 0, 1, 1, 1, 2};
    bool right = true;
    for (int kind = 0; kind < 6; kind++) right = right && config.hooks[kind].count == counts[kind];
    tap_ok(right && gty_text_is(config.hooks[GTY_HOOK_POSTSTOP].items[1].path, "/r"), "hooks by their kinds");
    const struct gty_hook *hook = &config.hooks[GTY_HOOK_START_CONTAINER].items[0];
    tap_ok(hook->args.count == 2 && gty_text_is(hook->env.items[0], "E=1") && is_number(hook->timeout, 9) &&
               !config.hooks[GTY_HOOK_PRESTART].items[0].timeout.present,
           "a hook's properties");
}

static void test_linux(void) {
    bool all = true;
    for (int type = 0; type < GTY_NS_COUNT; type++)
        all = all && config.namespaces[type].present &&
              gty_text_is(config.namespaces[type].path, type == GTY_NS_NET ? "/n" : "");
    tap_ok(config.linux_present && config.linux_node && all, "namespaces");
    tap_ok(config.uid_mappings.count == 1 && config.uid_mappings.items[0].size == UINT32_MAX &&
               config.gid_mappings.count == 2 && config.gid_mappings.items[1].container_id == 1 &&
               config.gid_mappings.items[1].host_id == 100 && config.gid_mappings.items[1].size == 50,
           "mappings");
    tap_ok(config.time_monotonic.present && config.time_monotonic.seconds == -5 &&
               config.time_monotonic.nanoseconds == 7 && !config.time_boottime.present,
           "time offsets");
    const struct gty_device *devices = config.devices;
    tap_ok(config.device_count == 2 && devices[0].type == 'c' && devices[0].major == 10 && devices[0].minor == 229 &&
               devices[0].mode == 0666 && devices[0].mode_present && devices[0].uid == 1 && devices[0].gid == 2 &&
               gty_text_is(devices[0].path, "/dev/f"),
           "a device, without the type bits of its mode");
    tap_ok(devices[1].type == 'p' && devices[1].mode == 0666 && !devices[1].mode_present, "a pipe");
    tap_ok(gty_text_is(config.cgroups_path, "/cg") && config.cgroups_path_node && config.sysctl.count == 1 &&
               gty_text_is(config.sysctl.items[0].name, "net.ipv4.ip_forward") &&
               gty_text_is(config.rootfs_propagation, "rslave") && config.propagation_node,
           "cgroup, sysctl and propagation");
    tap_ok(config.masked_paths.count == 2 && gty_text_is(config.masked_paths.items[1], "/n") &&
               config.readonly_paths.count == 1 && config.masked_node && config.readonly_node,
           "masked and read-only paths");
}

static void test_resources(const struct gty_resources *resources) {
    const struct gty_device_rule *rules = resources->devices;
    tap_ok(resources->device_count == 2 && !rules[0].allow && rules[0].type == 'a' && !rules[0].major.present &&
               rules[0].read && rules[0].write && rules[0].mknod,
           "a device rule for all");
    tap_ok(rules[1].allow && rules[1].type == 'c' && is_number(rules[1].major, 1) && !rules[1].minor.present &&
               rules[1].read && !rules[1].write && !rules[1].mknod,
           "a device rule for one");
    tap_ok(is_number(resources->memory_limit, INT64_MAX) && is_number(resources->memory_reservation, -1) &&
               is_number(resources->memory_swap, INT64_MIN) && is_number(resources->memory_swappiness, 60) &&
               resources->memory_disable_oom_killer && resources->memory_check_before_update,
           "memory");
    tap_ok(is_number(resources->cpu_shares, 1024) && is_number(resources->cpu_quota, -1) &&
               is_number(resources->cpu_burst, 5) && is_number(resources->cpu_period, 100000) &&
               is_number(resources->cpu_realtime_runtime, 950000) &&
               is_number(resources->cpu_realtime_period, 1000000) && is_number(resources->cpu_idle, 1) &&
               gty_text_is(resources->cpu_cpus, "0-1") && gty_text_is(resources->cpu_mems, "0"),
           "cpu");
    tap_ok(is_number(resources->pids_limit, 32) && resources->node, "pids");
}

static void test_whole(void) {
    read_config(whole);
    if (!tap_ok(fixture.diagnostics.count == 0, "reads a whole config without a word"))
        show_findings(&fixture.diagnostics);
    test_top();
    test_process(&config.process);
    test_hooks();
    test_linux();
    test_resources(&config.resources);
    release(&fixture);
}

static void test_empty(void) {
    read_config("{}");
    tap_ok(fixture.diagnostics.count == 0 && !config.process.present && !config.root_present && !config.linux_present,
           "reads an empty config");
    bool texts = config.oci_version.data && config.root_path.data && config.hostname.data && config.domainname.data &&
                 config.process.cwd.data && config.cgroups_path.data && config.rootfs_propagation.data &&
                 config.resources.cpu_cpus.data && config.resources.cpu_mems.data;
    for (int type = 0; type < GTY_NS_COUNT; type++) texts = texts && config.namespaces[type].path.data;
    tap_ok(texts, "leaves no text unset");
    release(&fixture);
    read_config("{'process':null,'linux':null,'hooks':null,'mounts':null,'root':null}");
    tap_ok(fixture.diagnostics.count == 0 && !config.process.present && !config.linux_present, "takes null as absent");
    release(&fixture);
}

static void test_case(void) {
    read_config("{'PROCESS':{'CWD':'/x'},'linux':{'resources':{'CPU':{'Cpus':'3'}}}}");
    tap_ok(gty_text_is(config.process.cwd, "/x") && gty_text_is(config.resources.cpu_cpus, "3") &&
               fixture.diagnostics.errors == 0 && fixture.diagnostics.count == 4,
           "takes names in any case, with a warning each");
    release(&fixture);
}

// What is wrong in one place leaves the rest readable.
static void test_partial(void) {
    read_config(
        "{'hostname':1,'process':{'args':['a',2,'c'],'user':{'uid':'x','gid':7}},'mounts':[5,{'destination':'/b'}]}");
    tap_ok(fixture.diagnostics.errors == 4 && config.process.args.count == 3 &&
               config.process.args.items[1].length == 0 && gty_text_is(config.process.args.items[2], "c") &&
               config.process.gid == 7 && config.mount_count == 2 && gty_text_is(config.mounts[1].destination, "/b"),
           "reads around errors");
    release(&fixture);
}

static void test_sysctl(void) {
    static const char *const cases[][2] = {
        {"net.ipv4.ip_forward", "net/ipv4/ip_forward"},
        {"net/ipv4/conf/eno2.100/rp_filter", "net/ipv4/conf/eno2.100/rp_filter"},
        {"net.ipv4.conf.eno2/100.rp_filter", "net/ipv4/conf/eno2.100/rp_filter"},
        {"kernel", "kernel"},
        {"", ""},
    };
    struct gty_arena arena;
    gty_arena_init(&arena, MEMORY);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct gty_text name = {cases[i][0], strlen(cases[i][0])};
        tap_ok(gty_text_is(gty_sysctl_path(&arena, name), cases[i][1]), "sysctl %s is %s", cases[i][0], cases[i][1]);
    }
    gty_arena_free(&arena);
}

int main(void) {
    test_whole();
    test_empty();
    test_case();
    test_partial();
    test_sysctl();
    return tap_done();
}
