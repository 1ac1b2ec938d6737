// SPDX-License-Identifier: Apache-2.0
//
// config.json into the model: every property arrives at its place.
#include "fixture.h"
#include "front/oci.h"
#include "gantry/bootstrap.h"
#include "model/sysctl.h"

static const char whole[] =
    "{'ociVersion':'1.2.1','hostname':'h','domainname':'d','root':{'path':'rootfs','readonly':true},"
    "'annotations':{'a':'1','b':null,'org.x/y':'é'},"
    "'mounts':[{'destination':'/proc','type':'proc','source':'proc','options':['nosuid','ro']},{'destination':'/x'}],"
    "'process':{'terminal':true,'consoleSize':{'height':24,'width':80},'cwd':'/w','args':['a','b c',''],'env':['A=1'],"
    "'user':{'uid':1,'gid':4294967294,'umask':18,'additionalGids':[5,6]},'noNewPrivileges':true,'oomScoreAdj':-10,"
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
    tap_ok(process->uid == 1 && process->gid == UINT32_MAX - 1 && is_number(process->umask, 18) &&
               process->groups_node && process->group_count == 2 && process->groups[1] == 6,
           "user");
    tap_ok(process->no_new_privileges && is_number(process->oom_score_adj, -10), "flags and scores");
    const uint64_t *sets = process->capabilities;
    tap_ok(process->capabilities_present && sets[GTY_CAP_BOUNDING] == (1ull << 40 | 1) &&
               sets[GTY_CAP_EFFECTIVE] == 1 << 5 && sets[GTY_CAP_PERMITTED] == 1 << 5 && !sets[GTY_CAP_INHERITABLE] &&
               !sets[GTY_CAP_AMBIENT],
           "capabilities");
    tap_ok(process->rlimit_count == 2 && process->rlimits[0].type.value == 7 && process->rlimits[0].soft == 1 &&
               process->rlimits[0].hard == UINT64_MAX && process->rlimits[1].type.value == 15 &&
               gty_text_is(process->rlimits[0].type.name, "RLIMIT_NOFILE"),
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
    tap_ok(config.device_count == 2 && devices[0].type.value == 'c' && is_number(devices[0].major, 10) &&
               is_number(devices[0].minor, 229) && is_number(devices[0].mode, 8630) && devices[0].uid == 1 &&
               devices[0].gid == 2 && gty_text_is(devices[0].path, "/dev/f"),
           "a device");
    tap_ok(devices[1].type.value == 'p' && !devices[1].mode.present, "a pipe");
    tap_ok(gty_text_is(config.cgroups_path, "/cg") && config.cgroups_path_node && config.sysctl.count == 1 &&
               gty_text_is(config.sysctl.items[0].name, "net.ipv4.ip_forward") &&
               gty_text_is(config.rootfs_propagation.name, "rslave") && config.propagation_node,
           "cgroup, sysctl and propagation");
    tap_ok(config.masked_paths.count == 2 && gty_text_is(config.masked_paths.items[1], "/n") &&
               config.readonly_paths.count == 1 && config.masked_node && config.readonly_node,
           "masked and read-only paths");
}

static void test_resources(const struct gty_resources *resources) {
    const struct gty_device_rule *rules = resources->devices;
    tap_ok(resources->device_count == 2 && !rules[0].allow && rules[0].allow_node && !rules[0].type.present &&
               !rules[0].major.present && gty_text_is(rules[0].access, "rwm"),
           "a device rule for all");
    tap_ok(rules[1].allow && rules[1].type.value == 'c' && is_number(rules[1].major, 1) &&
               is_number(rules[1].minor, -1) && gty_text_is(rules[1].access, "r"),
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

// What gantry checks and does not carry out yet.
static const char further[] =
    "{'process':{'scheduler':{'policy':'SCHED_DEADLINE','nice':-20,'priority':99,'flags':['SCHED_FLAG_RECLAIM'],"
    "'runtime':1,'deadline':2,'period':18446744073709551615},'ioPriority':{'class':'IOPRIO_CLASS_BE','priority':7},"
    "'execCPUAffinity':{'initial':'0','final':'1-2'},'apparmorProfile':'a','selinuxLabel':'s'},"
    "'mounts':[{'destination':'/m','uidMappings':[{'containerID':1,'hostID':2,'size':3}],'gidMappings':[]}],"
    "'linux':{'seccomp':{'defaultAction':'SCMP_ACT_ERRNO','defaultErrnoRet':38,'architectures':['SCMP_ARCH_X86_64',"
    "'SCMP_ARCH_X32'],'flags':['SECCOMP_FILTER_FLAG_LOG'],'listenerPath':'/l','listenerMetadata':'m','syscalls':["
    "{'names':['read','write'],'action':'SCMP_ACT_ALLOW','errnoRet':1,'args':[{'index':5,'value':1,"
    "'valueTwo':18446744073709551615,'op':'SCMP_CMP_MASKED_EQ'}]}]},'mountLabel':'l',"
    "'intelRdt':{'closID':'c','schemata':['MB:0=1'],'l3CacheSchema':'L3:0=f','memBwSchema':'MB:0=2',"
    "'enableMonitoring':true,'enableCMT':true,'enableMBM':true},'personality':{'domain':'LINUX32','flags':['f']},"
    "'memoryPolicy':{'mode':'MPOL_BIND','nodes':'0','flags':['MPOL_F_STATIC_NODES']},"
    "'netDevices':{'eth0':{'name':'e'},'eth1':null},'resources':{'blockIO':{'weight':10,'leafWeight':11,"
    "'weightDevice':[{'major':8,'minor':1,'weight':20,'leafWeight':21}],"
    "'throttleReadBpsDevice':[{'major':8,'minor':2,'rate':1}],'throttleWriteBpsDevice':[{'rate':2}],"
    "'throttleReadIOPSDevice':[{'rate':3}],'throttleWriteIOPSDevice':[{'rate':4},{'rate':5}]},"
    "'hugepageLimits':[{'pageSize':'2MB','limit':9}],'network':{'classID':7,'priorities':[{'name':'e','priority':8}]},"
    "'rdma':{'mlx':{'hcaHandles':1,'hcaObjects':2}},'unified':{'memory.high':'5'}}}}";

static void test_scheduling(const struct gty_process *process) {
    const struct gty_scheduler *scheduler = &process->scheduler;
    tap_ok(scheduler->policy.value == 6 && is_number(scheduler->nice, -20) && is_number(scheduler->priority, 99) &&
               scheduler->flags.count == 1 && scheduler->flags.items[0].value == 2 &&
               is_number(scheduler->runtime, 1) && is_number(scheduler->deadline, 2) &&
               is_number(scheduler->period, -1) && scheduler->node,
           "scheduler");
    tap_ok(process->io_priority.priority_class.value == 2 && is_number(process->io_priority.priority, 7) &&
               gty_text_is(process->cpu_affinity.initial, "0") && gty_text_is(process->cpu_affinity.final, "1-2"),
           "I/O priority and CPU affinity");
    tap_ok(gty_text_is(process->apparmor_profile, "a") && gty_text_is(process->selinux_label, "s") &&
               process->apparmor_node && process->selinux_node,
           "labels");
}

static void test_seccomp(const struct gty_seccomp *seccomp) {
    tap_ok(seccomp->default_action.value == 0x50000 && is_number(seccomp->default_errno_ret, 38) &&
               seccomp->architectures.count == 2 && seccomp->architectures.items[0].value == 0xc000003e &&
               seccomp->flags.items[0].value == 2 && gty_text_is(seccomp->listener_path, "/l") &&
               gty_text_is(seccomp->listener_metadata, "m"),
           "seccomp");
    const struct gty_seccomp_rule *rule = &seccomp->rules[0];
    const struct gty_seccomp_arg *arg = &rule->args[0];
    tap_ok(seccomp->rule_count == 1 && rule->names.count == 2 && rule->action.value == 0x7fff0000 &&
               is_number(rule->errno_ret, 1) && rule->arg_count == 1 && is_number(arg->index, 5) &&
               is_number(arg->value, 1) && is_number(arg->value_two, -1) && arg->op.value == 7,
           "a rule of seccomp");
}

static void test_block_io(const struct gty_block_io *block_io) {
    const struct gty_block_weight *weight = &block_io->weights.items[0];
    tap_ok(is_number(block_io->weight, 10) && is_number(block_io->leaf_weight, 11) && block_io->weights.count == 1 &&
               is_number(weight->major, 8) && is_number(weight->minor, 1) && is_number(weight->weight, 20) &&
               is_number(weight->leaf_weight, 21),
           "weights of block devices");
    tap_ok(is_number(block_io->read_bytes.items[0].rate, 1) && is_number(block_io->write_bytes.items[0].rate, 2) &&
               is_number(block_io->read_operations.items[0].rate, 3) && block_io->write_operations.count == 2 &&
               is_number(block_io->write_operations.items[1].rate, 5),
           "limits of block devices");
}

static void test_further(void) {
    read_config(further);
    if (!tap_ok(fixture.diagnostics.count == 0, "reads what is not carried out")) show_findings(&fixture.diagnostics);
    test_scheduling(&config.process);
    test_seccomp(&config.seccomp);
    test_block_io(&config.resources.block_io);
    const struct gty_resources *resources = &config.resources;
    tap_ok(resources->hugepage_limit_count == 1 && gty_text_is(resources->hugepage_limits[0].page_size, "2MB") &&
               is_number(resources->network.class_id, 7) && is_number(resources->network.priorities[0].priority, 8) &&
               resources->rdma_count == 1 && gty_text_is(resources->rdma[0].device, "mlx") &&
               is_number(resources->rdma[0].objects, 2) && gty_text_is(resources->unified.items[0].name, "memory.high"),
           "other resources");
    tap_ok(config.mounts[0].uid_mappings.count == 1 && config.mounts[0].uid_mappings.items[0].size == 3 &&
               config.mounts[0].gid_mappings.count == 0 && config.mounts[0].gid_mappings_node,
           "mappings of a mount");
    const struct gty_intel_rdt *rdt = &config.intel_rdt;
    tap_ok(gty_text_is(rdt->clos_id, "c") && rdt->schemata.count == 1 && gty_text_is(rdt->l3_cache_schema, "L3:0=f") &&
               gty_text_is(rdt->mem_bw_schema, "MB:0=2") && rdt->enable_monitoring && rdt->enable_cmt &&
               rdt->enable_mbm,
           "RDT");
    tap_ok(config.personality.domain.value == 8 && config.personality.flags.count == 1 &&
               config.memory_policy.mode.value == 2 && gty_text_is(config.memory_policy.nodes, "0") &&
               config.memory_policy.flags.items[0].value == 1 << 15 && gty_text_is(config.mount_label, "l"),
           "personality, memory policy and mount label");
    tap_ok(config.net_device_count == 2 && gty_text_is(config.net_devices[0].host_name, "eth0") &&
               gty_text_is(config.net_devices[0].name, "e") && config.net_devices[1].name.length == 0 &&
               config.net_devices[1].node,
           "network devices");
    release(&fixture);
}

static void read_document(const char *json, enum gty_input kind) {
    char *text = quoted(json);
    parse(&fixture, text);
    free(text);
    tap_ok(gty_oci_detect(fixture.document) == kind, "tells what %.40s is", json);
    gty_oci_read_document(&fixture.arena, &fixture.diagnostics, fixture.document, kind, &config);
}

static void test_documents(void) {
    read_document("{'cwd':'/w','args':['a'],'user':{'uid':1}}", GTY_INPUT_PROCESS);
    tap_ok(config.process.present && gty_text_is(config.process.cwd, "/w") && config.process.uid == 1 &&
               fixture.diagnostics.count == 0,
           "reads a process");
    release(&fixture);
    read_document("{'pids':{'limit':5},'blockIO':{'weight':70000}}", GTY_INPUT_RESOURCES);
    tap_ok(is_number(config.resources.pids_limit, 5) && config.resources.node &&
               finding_of(&fixture.diagnostics, "GTY-TYPE-002"),
           "reads resources");
    release(&fixture);
    read_document("{'ociVersion':'1.0.0','id':'a','status':'running','pid':1,'bundle':'/b'}", GTY_INPUT_STATE);
    tap_ok(fixture.diagnostics.count == 0, "reads a state");
    release(&fixture);
    read_document("{'ociVersion':'1.0.0','status':'paused','pid':-1}", GTY_INPUT_STATE);
    tap_ok(fixture.diagnostics.errors == 3 && finding_of(&fixture.diagnostics, "GTY-TYPE-006"),
           "finds what a state lacks");
    release(&fixture);
    read_document("{'ociVersionMin':'1.0.0','ociVersionMax':'1.3.0','linux':{'cgroup':{'v1':1},"
                  "'seccomp':{'actions':['SCMP_ACT_NEW']}}}",
                  GTY_INPUT_FEATURES);
    tap_ok(fixture.diagnostics.errors == 1, "reads features, with words yet unknown");
    release(&fixture);
    read_document("{'linux':{'rootfsPropagation':'x'}}", GTY_INPUT_OCI);
    release(&fixture);
}

static void test_empty(void) {
    read_config("{}");
    tap_ok(fixture.diagnostics.count == 0 && !config.process.present && !config.root_present && !config.linux_present,
           "reads an empty config");
    bool texts = config.oci_version.data && config.root_path.data && config.hostname.data && config.domainname.data &&
                 config.process.cwd.data && config.cgroups_path.data && config.rootfs_propagation.name.data &&
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
    test_further();
    test_documents();
    test_empty();
    test_case();
    test_partial();
    test_sysctl();
    return tap_done();
}
