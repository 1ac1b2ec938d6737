// SPDX-License-Identifier: Apache-2.0
//
// Libcontainer's own config into the model: every property arrives at its place, and what does not is reported.
#include "fixture.h"
#include "front/libcontainer/libcontainer.h"
#include "front/oci.h"

static struct fixture fixture;
static struct gty_config config;
static struct gty_source source;
static bool made;

static void read_as(enum gty_input language, const char *json) {
    size_t length = strlen(json);
    gty_arena_init(&fixture.arena, MEMORY);
    fixture.bytes = malloc(length + 1);
    for (size_t i = 0; i < length; i++) fixture.bytes[i] = json[i] == '\'' ? '"' : json[i];
    gty_diagnostics_init(&fixture.diagnostics, &fixture.arena, (struct gty_text){fixture.bytes, length});
    made = gty_source_read(&fixture.arena, &fixture.diagnostics, language, &source) &&
           gty_oci_read(&fixture.arena, &fixture.diagnostics, source.config, &config);
    if (made) gty_libcontainer_read_network(&fixture.arena, &fixture.diagnostics, &source, &config);
}

static void read_config(const char *json) { read_as(GTY_INPUT_AUTO, json); }

// What runc 1.5 writes.
static const char whole[] =
    "{'no_pivot_root':true,'rootfs':'/r','umask':18,'readonlyfs':true,'rootPropagation':540672,"
    "'mounts':[{'source':'proc','destination':'/proc','device':'proc','flags':14},"
    "{'source':'/s','destination':'/d','device':'bind','flags':20480,'cleared_flags':3,'propagation_flags':[278528],"
    "'rec_attr':{'Attr_set':33,'Attr_clr':126,'Propagation':0,'Userns_fd':0},"
    "'id_mapping':{'recursive':true,'uid_mappings':[{'container_id':0,'host_id':5,'size':6}],'gid_mappings':[]}},"
    "{'source':'tmpfs','destination':'/t','device':'tmpfs','data':'mode=755,size=1k','extensions':1}],"
    "'devices':[{'type':99,'major':1,'minor':3,'permissions':'rwm','allow':true,'path':'/dev/null','file_mode':438},"
    "{'type':98,'major':8,'minor':1,'permissions':'','allow':false,'path':'/dev/sda','file_mode':384,'uid':1,'gid':2}],"
    "'netDevices':{'eth0':{'name':'e'}},'mount_label':'m','hostname':'h','domainname':'d',"
    "'namespaces':[{'type':'NEWPID'},{'type':'NEWNET','path':'/n'},{'type':'NEWTIME'},{'type':'NEWCGROUP'},"
    "{'type':'NEWUTS'},{'type':'NEWIPC'},{'type':'NEWNS'},{'type':'NEWUSER'}],"
    "'capabilities':{'Bounding':['CAP_KILL'],'Effective':[],'Ambient':['CAP_KILL']},"
    "'networks':[{'type':'veth','name':'e','mtu':1500,'hairpin_mode':true}],"
    "'routes':[{'destination':'0.0.0.0/0','gateway':'1.2.3.4'}],"
    "'cgroups':{'path':'/c','devices':[{'type':97,'major':-1,'minor':-1,'permissions':'rwm','allow':false},"
    "{'type':99,'major':1,'minor':3,'permissions':'rwm','allow':true},"
    "{'type':99,'major':10,'minor':-1,'permissions':'rw','allow':true}],"
    "'memory':1,'memory_reservation':2,'memory_swap':3,'cpu_shares':18446744073709551615,'cpu_quota':-1,'cpu_burst':0,"
    "'cpu_period':6,'cpu_rt_quota':7,'cpu_rt_period':8,'cpuset_cpus':'0','cpuset_mems':'1','cpu_idle':0,"
    "'pids_limit':9,'blkio_weight':10,'blkio_leaf_weight':11,"
    "'blkio_weight_device':[{'major':8,'minor':0,'weight':12,'leafWeight':0}],"
    "'blkio_throttle_read_bps_device':[{'major':8,'minor':0,'rate':13}],'hugetlb_limit':[{'page_size':'2MB','limit':14}"
    "],"
    "'oom_kill_disable':true,'memory_swappiness':15,'net_prio_ifpriomap':[{'interface':'lo','priority':16}],"
    "'net_cls_classid_u':17,'rdma':{'mlx':{'hca_handles':18,'hca_objects':19}},'cpu_weight':10000,"
    "'unified':{'memory.high':'1'},'memory_check_before_update':true},"
    "'apparmor_profile':'a','process_label':'l','rlimits':[{'type':7,'hard':18446744073709551615,'soft':1}],"
    "'oom_score_adj':-5,'uid_mappings':[{'container_id':0,'host_id':1,'size':2}],"
    "'gid_mappings':[{'container_id':0,'host_id':3,'size':4}],'mask_paths':['/m'],'readonly_paths':['/p'],"
    "'sysctl':{'net.x':'1'},'seccomp':{'default_action':2,'architectures':['amd64','arm64'],"
    "'flags':['SECCOMP_FILTER_FLAG_LOG'],'syscalls':[{'name':'read','action':4,'errnoRet':null,"
    "'args':[{'index':1,'value':2,'value_two':3,'op':7}]}],'default_errno_ret':38,'listener_path':'/l'},"
    "'no_new_privileges':true,'Hooks':{'prestart':[{'path':'/h','args':['h'],'env':[],'dir':'',"
    "'timeout':3000000000}],'poststop':null},'version':'1.2.1','labels':['a=b=c','x='],'no_new_keyring':true,"
    "'intel_rdt':{'closID':'i','l3_cache_schema':'L3:0=f'},'memory_policy':{'mode':2,'flags':32768,'nodes':[11]},"
    "'time_offsets':{'monotonic':{'secs':5}},'scheduler':{'policy':'SCHED_BATCH','nice':3},"
    "'personality':{'domain':8},'io_priority':{'class':'IOPRIO_CLASS_BE','priority':4},"
    "'exec_cpu_affinity':{'Initial':[5],'Final':[0,1]}}";

static bool has_options(const struct gty_mount *mount, const char *const *options) {
    size_t count = 0;
    for (; options[count]; count++)
        if (count >= mount->options.count || !gty_text_is(mount->options.items[count], options[count])) return false;
    return count == mount->options.count;
}

static void test_mounts(void) {
    static const char *const proc[] = {"nosuid", "nodev", "noexec", NULL};
    static const char *const bind[] = {"rbind", "rw",    "suid",         "rprivate", "rro", "rsuid",
                                       "rdev",  "rexec", "rstrictatime", "ridmap",   NULL};
    static const char *const tmpfs[] = {"tmpcopyup", "mode=755", "size=1k", NULL};
    tap_ok(config.mount_count == 3 && has_options(&config.mounts[0], proc), "flags of mount(2) are options");
    tap_ok(gty_text_is(config.mounts[1].type, "bind") && config.mounts[1].uid_mappings.count == 1 &&
               config.mounts[1].uid_mappings.items[0].host_id == 5,
           "an id-mapped mount");
    if (!tap_ok(has_options(&config.mounts[1], bind), "cleared flags, propagation and recursive attributes"))
        for (size_t i = 0; i < config.mounts[1].options.count; i++)
            printf("# %s\n", config.mounts[1].options.items[i].data);
    tap_ok(has_options(&config.mounts[2], tmpfs), "data and extensions");
}

static void test_resources(const struct gty_resources *resources) {
    tap_ok(resources->device_count == 2 && !resources->devices[0].allow && !resources->devices[0].type.present &&
               resources->devices[1].major.value == 10 && !resources->devices[1].minor.present &&
               gty_text_is(resources->devices[1].access, "rw"),
           "device rules, without those of every container");
    tap_ok(config.device_count == 1 && config.devices[0].type.value == 'b' && config.devices[0].gid == 2,
           "devices, without those of every container");
    tap_ok(resources->memory_limit.value == 1 && resources->memory_reservation.value == 2 &&
               resources->memory_swap.value == 3 && resources->memory_swappiness.value == 15 &&
               resources->memory_disable_oom_killer && resources->memory_check_before_update,
           "memory");
    tap_ok(resources->cpu_shares.value == -1 && resources->cpu_quota.value == -1 && resources->cpu_burst.present &&
               resources->cpu_period.value == 6 && resources->cpu_realtime_runtime.value == 7 &&
               resources->cpu_realtime_period.value == 8 && gty_text_is(resources->cpu_cpus, "0") &&
               gty_text_is(resources->cpu_mems, "1") && resources->cpu_idle.present,
           "processors");
    tap_ok(resources->pids_limit.value == 9 && resources->block_io.weight.value == 10 &&
               resources->block_io.leaf_weight.value == 11 && resources->block_io.weights.count == 1 &&
               !resources->block_io.weights.items[0].leaf_weight.present &&
               resources->block_io.read_bytes.items[0].rate.value == 13,
           "processes and block devices");
    tap_ok(resources->hugepage_limit_count == 1 && resources->hugepage_limits[0].limit.value == 14 &&
               resources->network.priority_count == 1 && resources->network.class_id.value == 17 &&
               resources->rdma_count == 1 && resources->rdma[0].objects.value == 19 && resources->unified.count == 1,
           "huge pages, network classes, RDMA, and no weight beside the shares");
}

static void test_process(const struct gty_process *process) {
    tap_ok(process->umask.value == 18 && gty_text_is(process->cwd, "/") && process->capabilities[GTY_CAP_BOUNDING] &&
               !process->capabilities[GTY_CAP_EFFECTIVE] && process->capabilities[GTY_CAP_AMBIENT],
           "capabilities are in their sets");
    tap_ok(process->rlimit_count == 1 && process->rlimits[0].type.value == 7 &&
               process->rlimits[0].hard == UINT64_MAX && process->oom_score_adj.value == -5 &&
               process->no_new_privileges && gty_text_is(process->apparmor_profile, "a") &&
               gty_text_is(process->selinux_label, "l"),
           "limits and labels");
    tap_ok(process->scheduler.policy.known && process->io_priority.priority.value == 4 &&
               gty_text_is(process->cpu_affinity.initial, "0,2") && gty_text_is(process->cpu_affinity.final, "64"),
           "scheduling");
}

static void test_whole(void) {
    read_config(whole);
    if (!tap_ok(made && fixture.diagnostics.count == 0 && source.language == GTY_INPUT_LIBCONTAINER,
                "a whole config is read without a finding"))
        show_findings(&fixture.diagnostics);
    tap_ok(source.no_pivot && source.no_new_keyring && gty_text_is(config.oci_version, "1.2.1") &&
               gty_text_is(config.root_path, "/r") && config.root_readonly &&
               gty_text_is(config.rootfs_propagation.name, "rslave") && gty_text_is(config.hostname, "h") &&
               gty_text_is(config.domainname, "d") && gty_text_is(config.mount_label, "m") &&
               gty_text_is(config.cgroups_path, "/c"),
           "the root filesystem and the names");
    test_mounts();
    test_resources(&config.resources);
    test_process(&config.process);
    bool all = true;
    for (int type = 0; type < GTY_NS_COUNT; type++) all = all && config.namespaces[type].present;
    tap_ok(all && gty_text_is(config.namespaces[GTY_NS_NET].path, "/n") && config.uid_mappings.items[0].host_id == 1 &&
               config.gid_mappings.items[0].size == 4 && config.time_monotonic.seconds == 5,
           "namespaces and mappings");
    tap_ok(config.network_count == 1 && config.networks[0].mtu.value == 1500 && config.networks[0].hairpin_mode &&
               config.route_count == 1 && gty_text_is(config.routes[0].gateway, "1.2.3.4") &&
               config.net_device_count == 1,
           "networks and routes");
    tap_ok(config.hooks[0].count == 1 && config.hooks[0].items[0].timeout.value == 3 && config.annotations.count == 2 &&
               gty_text_is(config.annotations.items[0].value, "b=c") && config.masked_paths.count == 1 &&
               config.readonly_paths.count == 1 && config.sysctl.count == 1,
           "hooks, labels and paths");
    const struct gty_seccomp *seccomp = &config.seccomp;
    tap_ok(gty_text_is(seccomp->default_action.name, "SCMP_ACT_ERRNO") && seccomp->default_errno_ret.value == 38 &&
               seccomp->architectures.count == 2 && seccomp->flags.count == 1 && seccomp->rule_count == 1 &&
               gty_text_is(seccomp->rules[0].names.items[0], "read") &&
               gty_text_is(seccomp->rules[0].action.name, "SCMP_ACT_ALLOW") &&
               gty_text_is(seccomp->rules[0].args[0].op.name, "SCMP_CMP_MASKED_EQ") &&
               seccomp->rules[0].args[0].value_two.value == 3,
           "seccomp");
    tap_ok(gty_text_is(config.intel_rdt.clos_id, "i") && config.memory_policy.flags.count == 1 &&
               gty_text_is(config.memory_policy.nodes, "0-1,3") && config.personality.domain.known,
           "resource control, memory policy and personality");
    release(&fixture);
}

static void expect(const char *name, const char *json, const char *code, const char *pointer) {
    read_as(GTY_INPUT_LIBCONTAINER, json);
    const struct gty_diagnostic *finding = finding_of(&fixture.diagnostics, code);
    if (!tap_ok(finding && gty_text_is(finding->pointer, pointer), "%s: %s", code, name))
        show_findings(&fixture.diagnostics);
    release(&fixture);
}

static void test_findings(void) {
    expect("an unknown flag", "{'mounts':[{'flags':8192}]}", "GTY-CONVERT-001", "/mounts/0/flags");
    expect("a flag that nothing clears", "{'mounts':[{'cleared_flags':4096}]}", "GTY-CONVERT-001",
           "/mounts/0/cleared_flags");
    expect("no propagation", "{'mounts':[{'propagation_flags':[16384]}]}", "GTY-CONVERT-001",
           "/mounts/0/propagation_flags/0");
    expect("an unknown attribute", "{'mounts':[{'rec_attr':{'Attr_set':1024}}]}", "GTY-CONVERT-001",
           "/mounts/0/rec_attr");
    expect("a namespace", "{'namespaces':[{'type':'pid'}]}", "GTY-CONVERT-001", "/namespaces/0/type");
    expect("an rlimit", "{'rlimits':[{'type':99}]}", "GTY-CONVERT-001", "/rlimits/0/type");
    expect("a named group", "{'additional_groups':['wheel']}", "GTY-CONVERT-001", "/additional_groups/0");
    expect("an action", "{'seccomp':{'default_action':99}}", "GTY-CONVERT-001", "/seccomp/default_action");
    expect("a number for a system call", "{'seccomp':{'syscalls':[{'value':1,'action':4}]}}", "GTY-CONVERT-001",
           "/seccomp/syscalls/0/value");
    expect("too many CPUs", "{'exec_cpu_affinity':{'Initial':['x']}}", "GTY-TYPE-001", "/exec_cpu_affinity/Initial/0");
    expect("a user's name", "{'user':'daemon'}", "GTY-CONVERT-001", "/user");
    expect("a signal", "{'parent_death_signal':9}", "GTY-CONVERT-002", "/parent_death_signal");
    expect("a command", "{'mounts':[{'premount_cmds':[{'path':'/x'}]}]}", "GTY-CONVERT-002", "/mounts/0/premount_cmds");
    expect("a fraction of a second", "{'Hooks':{'prestart':[{'path':'/x','timeout':1}]}}", "GTY-CONVERT-002",
           "/Hooks/prestart/0/timeout");
    expect("a frozen cgroup", "{'cgroups':{'freezer':'FROZEN'}}", "GTY-CONVERT-002", "/cgroups/freezer");
    expect("a typing error", "{'cgroups':{'cpu_share':1}}", "GTY-PROPERTY-001", "/cgroups/cpu_share");
    expect("an unknown network", "{'networks':[{'typ':'x'}]}", "GTY-PROPERTY-001", "/networks/0/typ");
    expect("a wrong type", "{'rootfs':1}", "GTY-TYPE-001", "/rootfs");
    expect("a rule of OCI configs", "{'rootfs':'/r','cgroups':{'memory':'x'}}", "GTY-TYPE-001", "/cgroups/memory");
    expect("no object", "[]", "GTY-TYPE-001", "");
    expect("null", "null", "GTY-CONFIG-001", "");
}

static void test_languages(void) {
    static const struct {
        const char *json;
        enum gty_input language;
    } cases[] = {
        {"{'ociVersion':'1.0.0','namespaces':[]}", GTY_INPUT_OCI},
        {"{'process':{}}", GTY_INPUT_OCI},
        {"{}", GTY_INPUT_OCI},
        {"{'version':'1.0.0'}", GTY_INPUT_OCI},
        {"{'version':'0.1.0','platform':{}}", GTY_INPUT_OCF},
        {"{'mounts':[{'name':'x','path':'/x'}]}", GTY_INPUT_OCF},
        {"{'mounts':{}}", GTY_INPUT_OCF},
        {"{'rootfs':''}", GTY_INPUT_LIBCONTAINER},
        {"{'cgroups':{},'version':'1.0.0'}", GTY_INPUT_LIBCONTAINER},
        {"{'mount_config':{}}", GTY_INPUT_LIBCONTAINER},
        {"{'namespaces':[{'type':'NEWNS'}]}", GTY_INPUT_LIBCONTAINER},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        read_config(cases[i].json);
        tap_ok(source.language == cases[i].language, "the language of %s", cases[i].json);
        release(&fixture);
    }
}

int main(void) {
    test_whole();
    test_findings();
    test_languages();
    return tap_done();
}
