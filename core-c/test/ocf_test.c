// SPDX-License-Identifier: Apache-2.0
//
// The pair of 2015 into the model, and what is wrong with pairs, with the document that it is wrong in.
#include "fixture.h"
#include "front/oci.h"
#include "front/source.h"

static struct fixture fixture;
static struct gty_config config;
static struct gty_source source;
static bool made;

// `runtime` is NULL where there is none.
static void read_pair(const char *first, const char *second) {
    size_t split = strlen(first), length = split + (second ? strlen(second) : 0);
    gty_arena_init(&fixture.arena, MEMORY);
    fixture.bytes = malloc(length + 1);
    memcpy(fixture.bytes, first, split);
    if (second) memcpy(fixture.bytes + split, second, length - split);
    for (size_t i = 0; i < length; i++)
        if (fixture.bytes[i] == '\'') fixture.bytes[i] = '"';
    gty_diagnostics_init(&fixture.diagnostics, &fixture.arena, (struct gty_text){fixture.bytes, length});
    fixture.diagnostics.second_document = second ? split : 0;
    made = gty_source_read(&fixture.arena, &fixture.diagnostics, GTY_INPUT_AUTO, &source) &&
           gty_oci_read(&fixture.arena, &fixture.diagnostics, source.config, &config);
}

#define CONFIG(more) "{'version':'0.1.0','platform':{'os':'linux','arch':'amd64'}" more "}"
#define PLAIN CONFIG(",'process':{'args':['sh'],'cwd':''},'root':{'path':'r'}")
#define NAMESPACES "'namespaces':[{'type':'pid','path':''},{'type':'mount','path':'/n'}]"

static void test_config(void) {
    read_pair(CONFIG(",'process':{'terminal':true,'user':{'uid':1,'gid':2,'additionalGids':[3]},'args':['a','b'],"
                     "'env':['A=1'],'cwd':''},'root':{'path':'r','readonly':true},'hostname':'h',"
                     "'mounts':[{'name':'b','path':'/b'},{'name':'a','path':'/a'}],"
                     "'linux':{'capabilities':['CAP_KILL','CAP_CHOWN']}"),
              "{'mounts':{'a':{'type':'sysfs','source':'x','options':['nosuid']},'b':{'type':'proc','options':null}},"
              "'linux':{" NAMESPACES "}}");
    const struct gty_process *process = &config.process;
    tap_ok(made && fixture.diagnostics.count == 0 && source.language == GTY_INPUT_OCF, "a pair is told by its content");
    tap_ok(process->terminal && process->uid == 1 && process->gid == 2 && process->group_count == 1 &&
               process->args.count == 2 && process->env.count == 1 && gty_text_is(process->cwd, "/"),
           "the process");
    bool sets = process->capabilities_present;
    for (int set = 0; set < GTY_CAP_SETS; set++)
        sets = sets && process->capabilities[set] == (set == GTY_CAP_AMBIENT ? 0 : (1u << 5 | 1u));
    tap_ok(sets, "capabilities are in four sets");
    tap_ok(config.mount_count == 2 && gty_text_is(config.mounts[0].destination, "/b") &&
               gty_text_is(config.mounts[0].type, "proc") && config.mounts[0].options.count == 0 &&
               gty_text_is(config.mounts[1].source, "x") && config.mounts[1].options.count == 2 &&
               gty_text_is(config.mounts[1].options.items[1], "ro"),
           "mounts are in the order of the config.json, and a read-only root has a read-only sysfs");
    tap_ok(config.masked_paths.count == 1 && config.readonly_paths.count == 4, "and masked paths");
    tap_ok(config.namespaces[GTY_NS_PID].present && config.namespaces[GTY_NS_PID].path.length == 0 &&
               gty_text_is(config.namespaces[GTY_NS_MNT].path, "/n"),
           "namespaces");
    release(&fixture);
}

static void test_runtime(void) {
    read_pair(PLAIN,
              "{'mounts':null,'hooks':{'prestart':[{'path':'/h','args':['x'],'env':null}],'poststop':null},"
              "'linux':{" NAMESPACES ",'uidMappings':[{'containerID':0,'hostID':7,'size':9}],"
              "'gidMappings':[{'containerID':0,'hostID':8,'size':9}],'sysctl':{'net.x':'1'},'cgroupsPath':'/c',"
              "'rlimits':[{'type':'RLIMIT_CORE','soft':1,'hard':2}],'rootfsPropagation':'rslave','apparmorProfile':'',"
              "'selinuxProcessLabel':'','seccomp':{'defaultAction':'SCMP_ACT_ALLOW','syscalls':[]},"
              "'devices':[{'path':'/dev/f','type':99,'major':10,'minor':229,'permissions':'rw','fileMode':438,'uid':1,"
              "'gid':2},{'path':'/dev/p','type':112,'permissions':'rwm'}],"
              "'resources':{'disableOOMKiller':true,'memory':{'limit':5,'reservation':0,'swap':-1,'kernel':0,"
              "'swappiness':-1},'cpu':{'shares':3,'quota':0,'period':0,'cpus':'0','mems':''},'pids':{'limit':0},"
              "'blockIO':{'blkioWeight':0,'blkioWeightDevice':''},'hugepageLimits':null,"
              "'network':{'classId':'','priorities':null}}}}");
    tap_ok(made && fixture.diagnostics.count == 0, "a whole runtime.json is read without a finding");
    tap_ok(config.hooks[0].count == 1 && gty_text_is(config.hooks[0].items[0].path, "/h"), "hooks");
    tap_ok(config.namespaces[GTY_NS_USER].present && config.uid_mappings.count == 1 &&
               config.uid_mappings.items[0].host_id == 7 && config.gid_mappings.items[0].host_id == 8,
           "mappings bring a user namespace");
    tap_ok(config.sysctl.count == 1 && gty_text_is(config.cgroups_path, "/c") &&
               gty_text_is(config.rootfs_propagation.name, "rslave"),
           "sysctl, the cgroup and the propagation");
    tap_ok(config.process.rlimit_count == 1 && config.process.rlimits[0].hard == 2, "rlimits go to the process");
    tap_ok(config.device_count == 2 && config.devices[0].type.value == 'c' && config.devices[0].minor.value == 229 &&
               config.devices[0].mode.value == 0666 && config.devices[0].gid == 2 &&
               config.devices[1].type.value == 'p',
           "devices have letters for numbers");
    const struct gty_resources *resources = &config.resources;
    tap_ok(resources->device_count == 2 && !resources->devices[0].allow && !resources->devices[0].type.present &&
               resources->devices[1].allow && gty_text_is(resources->devices[1].access, "rw") &&
               resources->devices[1].major.value == 10,
           "only the devices of the list may be used");
    tap_ok(resources->memory_limit.value == 5 && resources->memory_swap.value == -1 &&
               !resources->memory_reservation.present && !resources->memory_swappiness.present &&
               resources->memory_disable_oom_killer && resources->cpu_shares.value == 3 &&
               !resources->cpu_quota.present && !resources->pids_limit.present && gty_text_is(resources->cpu_cpus, "0"),
           "limits of zero are none");
    release(&fixture);
}

// A finding of this code about this place of this document, and no error of another code.
static void expect(const char *name, const char *first, const char *second, const char *code, bool in_second,
                   const char *pointer) {
    read_pair(first, second);
    const struct gty_diagnostic *finding = finding_of(&fixture.diagnostics, code);
    size_t split = fixture.diagnostics.second_document;
    bool right =
        finding && gty_text_is(finding->pointer, pointer) && (split > 0 && finding->offset >= split) == in_second;
    if (!tap_ok(right, "%s: %s", code, name)) show_findings(&fixture.diagnostics);
    release(&fixture);
}

static void expect_none(const char *name, const char *first, const char *second) {
    read_pair(first, second);
    if (!tap_ok(made && fixture.diagnostics.count == 0, "%s", name)) show_findings(&fixture.diagnostics);
    release(&fixture);
}

#define RUNTIME(more) "{'linux':{" NAMESPACES "}" more "}"
#define LINUX(more) "{'linux':{" NAMESPACES more "}}"
#define MOUNTING(mounts) CONFIG(",'process':{'args':['sh']},'root':{'path':'r'},'mounts':[" mounts "]")

static void test_findings(void) {
    expect_none("nothing to say", PLAIN, RUNTIME(""));
    expect("no runtime.json", PLAIN, NULL, "GTY-OCF-001", false, "");
    expect("no config.json", "{'mounts':{},'linux':{}}", NULL, "GTY-OCF-002", false, "");
    expect("a second document", "{'ociVersion':'1.0.0'}", "{}", "GTY-OCF-003", false, "");
    expect("another version", "{'version':'0.9.0','platform':{'os':'linux'}}", RUNTIME(""), "GTY-OCF-004", false,
           "/version");
    expect("another system", "{'version':'0.1.0','platform':{'os':'plan9'}}", RUNTIME(""), "GTY-OCF-005", false,
           "/platform/os");
    expect("a mount of nothing", MOUNTING("{'name':'x','path':'/x'}"), RUNTIME(",'mounts':{}"), "GTY-OCF-006", false,
           "/mounts/0/name");
    expect("a mount without a name", MOUNTING("{'path':'/x'}"), RUNTIME(""), "GTY-OCF-006", false, "/mounts/0");
    expect("a mount nowhere", MOUNTING(""), RUNTIME(",'mounts':{'x/y':{}}"), "GTY-OCF-007", true, "/mounts/x~1y");
    expect("a name for two", MOUNTING("{'name':'x','path':'/x'},{'name':'x','path':'/y'}"),
           RUNTIME(",'mounts':{'x':{'type':'tmpfs'}}"), "GTY-OCF-008", false, "/mounts/1/name");
    expect("a typing error", CONFIG(",'hostnme':'x'"), RUNTIME(""), "GTY-PROPERTY-001", false, "/hostnme");
    expect("a typing error below", PLAIN, LINUX(",'rlimts':[]"), "GTY-PROPERTY-001", true, "/linux/rlimts");
    expect("letters in another case", PLAIN, LINUX(",'Sysctl':{}"), "GTY-PROPERTY-002", true, "/linux/Sysctl");
    expect("a wrong type", PLAIN, LINUX(",'sysctl':['x']"), "GTY-TYPE-001", true, "/linux/sysctl");
    expect("a wrong type of what changes", PLAIN, LINUX(",'devices':{}"), "GTY-TYPE-001", true, "/linux/devices");
    expect("an element of the wrong type", PLAIN, LINUX(",'devices':[1]"), "GTY-TYPE-001", true, "/linux/devices/0");
    expect("no type of device", PLAIN, LINUX(",'devices':[{'path':'/d','type':120}]"), "GTY-DEVICE-001", true,
           "/linux/devices/0/type");
    expect("a line of blkio", PLAIN, LINUX(",'resources':{'blockIO':{'blkioWeightDevice':'8:x 5'}}"), "GTY-CONVERT-001",
           true, "/linux/resources/blockIO/blkioWeightDevice");
    expect("a class", PLAIN, LINUX(",'resources':{'network':{'classId':'0xfffffffff'}}"), "GTY-CONVERT-001", true,
           "/linux/resources/network/classId");
    expect("an unknown capability, once", CONFIG(",'linux':{'capabilities':['CAP_X']}"), RUNTIME(""),
           "GTY-CAPABILITY-001", false, "/linux/capabilities/0");
    expect("an end too early", "{'version':'0.1.0','platform':{}", RUNTIME(""), "GTY-JSON-001", false, "");
    expect("text behind the end", PLAIN "x", RUNTIME(""), "GTY-JSON-009", false, "");
    expect("no JSON", PLAIN, "{'linux' 1}", "GTY-JSON-002", true, "");
    expect("no second document", PLAIN, "", "GTY-JSON-001", true, "");
    expect("no object", PLAIN, "[]", "GTY-TYPE-001", true, "");
}

int main(void) {
    test_config();
    test_runtime();
    test_findings();
    return tap_done();
}
