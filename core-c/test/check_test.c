// SPDX-License-Identifier: Apache-2.0
//
// Every rule of tables/rules.def about a config: one that breaks it, and one like it that does not.
#include "check/check.h"
#include "fixture.h"
#include "spec/oci.h"

// An example is "where|what": `what` is added to the config at `where`: to process, linux, resources, namespaces, the
// top, or, with "user", to linux of a config with a user namespace; "whole" is all of it, an empty one is the config
// as it is. Flags stand before: v1, v2 and nopivot are facts.
struct example {
    enum gty_rule rule;
    const char *bad, *good;
};

#define MAPS                                                                                                           \
    "'uidMappings':[{'containerID':0,'hostID':1000,'size':10}],'gidMappings':[{'containerID':0,'hostID':1000,'size':"  \
    "10}]"
#define LONG_NAME "0123456789012345678901234567890123456789012345678901234567890123"
#define PROCESS "'process':{'cwd':'/','args':['sh']},'root':{'path':'rootfs'},'linux':{'namespaces':[{'type':'mount'}]}"

static const struct example examples[] = {
    // the reader
    {GTY_RULE_TYPE, "process|'terminal':1", "process|'terminal':null"},
    {GTY_RULE_TYPE, "process|'env':'A=b'", "process|'env':['A=b']"},
    {GTY_RULE_TYPE, "process|'env':[1]", "process|'env':[]"},
    {GTY_RULE_TYPE, "process|'env':[null]", "process|'env':null"},
    {GTY_RULE_TYPE, "whole|[]", ""},
    {GTY_RULE_TYPE, "whole|{'process':1,'root':[],'linux':'x'}", ""},
    {GTY_RULE_TYPE, "top|'mounts':[1]", "top|'mounts':[]"},
    {GTY_RULE_TYPE, "top|'annotations':{'a':1}", "top|'annotations':{'a':'1','b':null}"},
    {GTY_RULE_TYPE, "process|'capabilities':{'bounding':'CAP_KILL'}", "process|'capabilities':{'bounding':null}"},
    {GTY_RULE_TYPE, "top|'hooks':{'poststop':{}}", "top|'hooks':{'poststop':[]}"},
    {GTY_RULE_TYPE, "linux|'timeOffsets':[]", "linux|'timeOffsets':{}"},
    {GTY_RULE_TYPE_RANGE, "process|'user':{'uid':-1}", "process|'user':{'uid':0}"},
    {GTY_RULE_TYPE_RANGE, "process|'user':{'uid':4294967296}", "process|'user':{'uid':4294967295}"},
    {GTY_RULE_TYPE_RANGE, "process|'user':{'additionalGids':[4294967296]}", "process|'user':{'additionalGids':[1,2]}"},
    {GTY_RULE_TYPE_RANGE, "resources|'memory':{'limit':9223372036854775808}",
     "resources|'memory':{'limit':9223372036854775807}"},
    {GTY_RULE_TYPE_RANGE, "process|'rlimits':[{'type':'RLIMIT_CORE','soft':0,'hard':18446744073709551616}]",
     "process|'rlimits':[{'type':'RLIMIT_CORE','soft':0,'hard':18446744073709551615}]"},
    {GTY_RULE_TYPE_RANGE, "process|'consoleSize':{'height':65536,'width':1}",
     "process|'consoleSize':{'height':65535,'width':1}"},
    {GTY_RULE_TYPE_FRACTION, "process|'user':{'uid':1.0}", "process|'user':{'uid':1}"},
    {GTY_RULE_TYPE_FRACTION, "process|'user':{'uid':1e3}", "process|'user':{'uid':1000}"},
    {GTY_RULE_TYPE_NUL, "top|'hostname':'a\\u0000b'", "top|'hostname':'a\\u0001b'"},
    {GTY_RULE_TYPE_NUL, "top|'annotations':{'a\\u0000':''}", "top|'annotations':{'a':'\\u0001'}"},
    {GTY_RULE_TYPE_NUL, "process|'env':['A=\\u0000']", "process|'env':['A=\\n']"},
    {GTY_RULE_PROPERTY_UNKNOWN, "top|'mount':[]", "top|'mounts':[]"},
    {GTY_RULE_PROPERTY_UNKNOWN, "process|'user':{'UserID':1}", "process|'user':{'username':'x'}"},
    {GTY_RULE_PROPERTY_CASE, "process|'noNewprivileges':true", "process|'noNewPrivileges':true"},
    {GTY_RULE_PROPERTY_IGNORED, "resources|'memory':{'kernel':1}", "resources|'memory':{'kernel':null}"},
    {GTY_RULE_PROPERTY_IGNORED, "resources|'memory':{'kernelTCP':1}", "resources|'memory':{'useHierarchy':true}"},

    // what is not carried out, and the forms of it without effect
    {GTY_RULE_UNSUPPORTED_SECCOMP, "linux|'seccomp':{'defaultAction':'SCMP_ACT_ALLOW'}",
     "linux|'seccomp':{'defaultAction':'','architectures':[],'syscalls':null}"},
    {GTY_RULE_UNSUPPORTED_APPARMOR, "process|'apparmorProfile':'x'", "process|'apparmorProfile':''"},
    {GTY_RULE_UNSUPPORTED_SELINUX_LABEL, "process|'selinuxLabel':'x'", "process|'selinuxLabel':''"},
    {GTY_RULE_UNSUPPORTED_MOUNT_LABEL, "linux|'mountLabel':'x'", "linux|'mountLabel':null"},
    {GTY_RULE_UNSUPPORTED_ID_MAPPED_MOUNT,
     "top|'mounts':[{'destination':'/a','type':'tmpfs','uidMappings':[{'containerID':0,'hostID':1,'size':1}]}]",
     "top|'mounts':[{'destination':'/a','type':'tmpfs','uidMappings':[],'gidMappings':null}]"},
    {GTY_RULE_UNSUPPORTED_ID_MAPPED_MOUNT,
     "top|'mounts':[{'destination':'/a','type':'tmpfs','gidMappings':[{'containerID':0,'hostID':1,'size':1}]}]", ""},
    {GTY_RULE_UNSUPPORTED_INTEL_RDT, "linux|'intelRdt':{'closID':'x'}", "linux|'intelRdt':{'enableMonitoring':false}"},
    {GTY_RULE_UNSUPPORTED_PERSONALITY, "linux|'personality':{'domain':'LINUX32'}", "linux|'personality':{'flags':[]}"},
    {GTY_RULE_UNSUPPORTED_MEMORY_POLICY, "linux|'memoryPolicy':{'mode':'MPOL_BIND'}", "linux|'memoryPolicy':{}"},
    {GTY_RULE_UNSUPPORTED_NET_DEVICES, "linux|'netDevices':{'eth0':{}}", "linux|'netDevices':{}"},
    {GTY_RULE_UNSUPPORTED_SCHEDULER, "process|'scheduler':{'policy':'SCHED_OTHER'}", "process|'scheduler':{'nice':0}"},
    {GTY_RULE_UNSUPPORTED_IO_PRIORITY, "process|'ioPriority':{'class':'IOPRIO_CLASS_BE','priority':0}",
     "process|'ioPriority':{'class':'','priority':0}"},
    {GTY_RULE_UNSUPPORTED_CPU_AFFINITY, "process|'execCPUAffinity':{'final':'1'}",
     "process|'execCPUAffinity':{'initial':''}"},
    {GTY_RULE_UNSUPPORTED_BLOCK_IO, "resources|'blockIO':{'weight':10}",
     "resources|'blockIO':{'weight':0,'weightDevice':[]}"},
    {GTY_RULE_UNSUPPORTED_HUGEPAGES, "resources|'hugepageLimits':[{'pageSize':'2MB','limit':0}]",
     "resources|'hugepageLimits':[]"},
    {GTY_RULE_UNSUPPORTED_NETWORK, "resources|'network':{'classID':1}", "resources|'network':{'priorities':[]}"},
    {GTY_RULE_UNSUPPORTED_RDMA, "resources|'rdma':{'mlx':{'hcaHandles':0}}", "resources|'rdma':{}"},
    {GTY_RULE_UNSUPPORTED_UNIFIED, "resources|'unified':{'memory.high':'1'}", "resources|'unified':null"},

    // document
    {GTY_RULE_CONFIG_NULL, "whole|null", ""},
    {GTY_RULE_VERSION_MISSING, "whole|{" PROCESS "}", "whole|{'ociVersion':'1.0.0'," PROCESS "}"},
    {GTY_RULE_VERSION_MISSING, "whole|{'ociVersion':''," PROCESS "}", "whole|{'ociVersion':'1.2.0-rc.1'," PROCESS "}"},
    {GTY_RULE_VERSION_MALFORMED, "whole|{'ociVersion':'1.0'," PROCESS "}",
     "whole|{'ociVersion':'1.0.2-dev'," PROCESS "}"},
    {GTY_RULE_VERSION_MALFORMED, "whole|{'ociVersion':'1.0.0-'," PROCESS "}",
     "whole|{'ociVersion':'1.0.0+a'," PROCESS "}"},
    {GTY_RULE_VERSION_MALFORMED, "whole|{'ociVersion':'v1.0.0'," PROCESS "}",
     "whole|{'ociVersion':'1.10.20'," PROCESS "}"},
    {GTY_RULE_VERSION_MALFORMED, "whole|{'ociVersion':'1.01.0'," PROCESS "}", ""},
    {GTY_RULE_VERSION_UNKNOWN, "whole|{'ociVersion':'2.0.0'," PROCESS "}", "whole|{'ociVersion':'1.99.0'," PROCESS "}"},
    {GTY_RULE_ANNOTATION_NAME, "top|'annotations':{'':'x'}", "top|'annotations':{'x':''}"},

    // process
    {GTY_RULE_PROCESS_MISSING, "whole|{'root':{'path':'x'}}", ""},
    {GTY_RULE_PROCESS_MISSING, "whole|{'process':null,'root':{'path':'x'}}", ""},
    {GTY_RULE_CWD_MISSING, "whole|{'process':{'args':['x']},'root':{'path':'x'}}", ""},
    {GTY_RULE_CWD_MISSING, "whole|{'process':{'args':['x'],'cwd':''},'root':{'path':'x'}}", ""},
    {GTY_RULE_CWD_RELATIVE, "whole|{'process':{'args':['x'],'cwd':'a'},'root':{'path':'x'}}", ""},
    {GTY_RULE_ARGS_EMPTY, "whole|{'process':{'cwd':'/'},'root':{'path':'x'}}", ""},
    {GTY_RULE_ARGS_EMPTY, "whole|{'process':{'cwd':'/','args':[]},'root':{'path':'x'}}", ""},
    {GTY_RULE_ARGS_PROGRAM_EMPTY, "whole|{'process':{'cwd':'/','args':['','a']},'root':{'path':'x'}}",
     "whole|{'process':{'cwd':'/','args':['a','']},'root':{'path':'x'}}"},
    {GTY_RULE_ENV_EQUALS, "process|'env':['A']", "process|'env':['A=','A=b=c']"},
    {GTY_RULE_ENV_EQUALS, "process|'env':['']", ""},
    {GTY_RULE_ENV_NAME, "process|'env':['=b']", "process|'env':['a=']"},
    {GTY_RULE_OOM_SCORE_RANGE, "process|'oomScoreAdj':1001", "process|'oomScoreAdj':1000"},
    {GTY_RULE_OOM_SCORE_RANGE, "process|'oomScoreAdj':-1001", "process|'oomScoreAdj':-1000"},
    {GTY_RULE_CONSOLE_SIZE, "process|'consoleSize':{'height':1}", "process|'consoleSize':{'height':1,'width':1}"},
    {GTY_RULE_CONSOLE_SIZE, "process|'consoleSize':{'width':1}", "process|'consoleSize':{}"},
    {GTY_RULE_UMASK_BITS, "process|'user':{'umask':512}", "process|'user':{'umask':511}"},
    {GTY_RULE_USER_UNMAPPED, "userprocess|'user':{'uid':10}", "userprocess|'user':{'uid':9}"},
    {GTY_RULE_USER_UNMAPPED, "userprocess|'user':{'gid':10}", "userprocess|'user':{'gid':9}"},
    {GTY_RULE_USER_UNMAPPED, "userprocess|'user':{'additionalGids':[1,10]}",
     "userprocess|'user':{'additionalGids':[1,9]}"},
    {GTY_RULE_CAPABILITY_UNKNOWN, "process|'capabilities':{'bounding':['CAP_FLY']}",
     "process|'capabilities':{'bounding':['CAP_CHECKPOINT_RESTORE','CAP_CHOWN']}"},
    {GTY_RULE_CAPABILITY_UNKNOWN, "process|'capabilities':{'bounding':['cap_kill','KILL']}", ""},
    {GTY_RULE_CAPABILITY_EFFECTIVE, "process|'capabilities':{'effective':['CAP_KILL'],'permitted':['CAP_CHOWN']}",
     "process|'capabilities':{'effective':['CAP_KILL'],'permitted':['CAP_CHOWN','CAP_KILL']}"},
    {GTY_RULE_CAPABILITY_AMBIENT, "process|'capabilities':{'ambient':['CAP_KILL'],'permitted':['CAP_KILL']}",
     "process|'capabilities':{'ambient':['CAP_KILL'],'permitted':['CAP_KILL'],'inheritable':['CAP_KILL']}"},
    {GTY_RULE_CAPABILITY_AMBIENT, "process|'capabilities':{'ambient':['CAP_KILL'],'inheritable':['CAP_KILL']}", ""},
    {GTY_RULE_RLIMIT_TYPE, "process|'rlimits':[{'type':'NOFILE','soft':1,'hard':1}]",
     "process|'rlimits':[{'type':'RLIMIT_NOFILE','soft':1,'hard':1}]"},
    {GTY_RULE_RLIMIT_TYPE, "process|'rlimits':[{'soft':1,'hard':1}]", ""},
    {GTY_RULE_RLIMIT_ORDER, "process|'rlimits':[{'type':'RLIMIT_CPU','soft':18446744073709551615,'hard':1}]",
     "process|'rlimits':[{'type':'RLIMIT_CPU','soft':1,'hard':18446744073709551615}]"},
    {GTY_RULE_RLIMIT_DUPLICATE,
     "process|'rlimits':[{'type':'RLIMIT_CPU','soft':1,'hard':1},{'type':'RLIMIT_CPU','soft':1,'hard':1}]",
     "process|'rlimits':[{'type':'RLIMIT_CPU','soft':1,'hard':1},{'type':'RLIMIT_AS','soft':1,'hard':1}]"},
    {GTY_RULE_RLIMIT_VALUE, "process|'rlimits':[{'type':'RLIMIT_CPU','hard':1}]",
     "process|'rlimits':[{'type':'RLIMIT_CPU','soft':0,'hard':0}]"},
    {GTY_RULE_RLIMIT_VALUE, "process|'rlimits':[{'type':'RLIMIT_CPU','soft':0}]", ""},

    // root and names
    {GTY_RULE_ROOT_MISSING, "whole|{'process':{'cwd':'/','args':['x']}}", ""},
    {GTY_RULE_ROOT_PATH, "whole|{'process':{'cwd':'/','args':['x']},'root':{}}",
     "whole|{'process':{'cwd':'/','args':['x']},'root':{'path':'.'}}"},
    {GTY_RULE_ROOT_PATH, "whole|{'process':{'cwd':'/','args':['x']},'root':{'path':''}}", ""},
    {GTY_RULE_PROPAGATION, "linux|'rootfsPropagation':'Private'", "linux|'rootfsPropagation':'private'"},
    {GTY_RULE_PROPAGATION, "linux|'rootfsPropagation':'x'", "linux|'rootfsPropagation':''"},
    {GTY_RULE_ROOT_READONLY,
     "whole|{'process':{'cwd':'/','args':['x']},'root':{'path':'r','readonly':true},'linux':{'namespaces':[]}}",
     "whole|{'process':{'cwd':'/','args':['x']},'root':{'path':'r','readonly':true},'linux':{'namespaces':[{'type':"
     "'mount'}]}}"},
    {GTY_RULE_PROPAGATION_NAMESPACE,
     "whole|{'process':{'cwd':'/','args':['x']},'root':{'path':'r'},'linux':{'rootfsPropagation':'shared'}}",
     "linux|'rootfsPropagation':'shared'"},
    {GTY_RULE_TERMINAL_NAMESPACE, "whole|{'process':{'cwd':'/','args':['x'],'terminal':true},'root':{'path':'r'}}",
     "process|'terminal':true"},
    {GTY_RULE_PROPAGATION_PRIVATE, "nopivot linux|'rootfsPropagation':'private'",
     "nopivot linux|'rootfsPropagation':'slave'"},
    {GTY_RULE_PROPAGATION_PRIVATE, "nopivot linux|'rootfsPropagation':'rprivate'",
     "linux|'rootfsPropagation':'rprivate'"},
    {GTY_RULE_HOSTNAME_NAMESPACE, "whole|{'hostname':'a'," PROCESS "}", "top|'hostname':'a'"},
    {GTY_RULE_DOMAINNAME_NAMESPACE, "whole|{'domainname':'a'," PROCESS "}", "top|'domainname':'a'"},
    {GTY_RULE_NAME_LENGTH, "top|'hostname':'" LONG_NAME "x'", "top|'hostname':'" LONG_NAME "'"},
    {GTY_RULE_NAME_LENGTH, "top|'domainname':'" LONG_NAME "x'", "top|'domainname':'" LONG_NAME "'"},

    // namespaces
    {GTY_RULE_NAMESPACE_TYPE, "namespaces|{'type':'net'}", "namespaces|{'type':'cgroup'},{'type':'time','path':'/x'}"},
    {GTY_RULE_NAMESPACE_TYPE, "namespaces|{'type':'PID'}", ""},
    {GTY_RULE_NAMESPACE_TYPE, "namespaces|{'path':'/x'}", ""},
    {GTY_RULE_NAMESPACE_DUPLICATE, "namespaces|{'type':'pid'}", ""},
    {GTY_RULE_NAMESPACE_DUPLICATE, "namespaces|{'type':'pid','path':'/x'}", ""},
    {GTY_RULE_NAMESPACE_COMMA, "namespaces|{'type':'time','path':'/a,b'}", "namespaces|{'type':'time','path':'/a:b'}"},
    {GTY_RULE_NAMESPACE_RELATIVE, "namespaces|{'type':'time','path':'a'}", "namespaces|{'type':'time','path':''}"},
    {GTY_RULE_MAPPINGS_MISSING, "namespaces|{'type':'user'}", "user|" MAPS},
    {GTY_RULE_MAPPINGS_MISSING, "user|'uidMappings':[{'containerID':0,'hostID':1000,'size':10}]",
     "namespaces|{'type':'user','path':'/x'}"},
    {GTY_RULE_MAPPINGS_ROOT,
     "user|'uidMappings':[{'containerID':1,'hostID':1,'size':1}],'gidMappings':[{'containerID':0,'hostID':1,'size':1}]",
     ""},
    {GTY_RULE_MAPPINGS_UNUSED, "linux|" MAPS, "linux|'uidMappings':[]"},
    {GTY_RULE_MAPPINGS_PATH, "joined|" MAPS, "joined|'gidMappings':[]"},
    {GTY_RULE_MAPPING_OVERLAP,
     "user|'uidMappings':[{'containerID':0,'hostID':1,'size':2},{'containerID':1,'hostID':9,'size':1}],"
     "'gidMappings':[{'containerID':0,'hostID':1,'size':1}]",
     "user|'uidMappings':[{'containerID':0,'hostID':1,'size':2},{'containerID':2,'hostID':9,'size':1}],"
     "'gidMappings':[{'containerID':0,'hostID':1,'size':1}]"},
    {GTY_RULE_MAPPING_OVERLAP,
     "user|'uidMappings':[{'containerID':5,'hostID':9,'size':1},{'containerID':0,'hostID':8,'size':2}],"
     "'gidMappings':[{'containerID':0,'hostID':1,'size':1}]",
     ""},
    {GTY_RULE_MAPPING_RANGE,
     "user|'uidMappings':[{'containerID':0,'hostID':1,'size':4294967295}],"
     "'gidMappings':[{'containerID':0,'hostID':1,'size':1}]",
     "user|'uidMappings':[{'containerID':0,'hostID':1,'size':4294967294}],"
     "'gidMappings':[{'containerID':0,'hostID':0,'size':4294967295}]"},
    {GTY_RULE_MAPPING_SIZE,
     "user|'uidMappings':[{'containerID':0,'hostID':1,'size':1},{'containerID':1,'hostID':9,'size':0}],"
     "'gidMappings':[{'containerID':0,'hostID':1,'size':1}]",
     ""},
    {GTY_RULE_TIME_NAMESPACE, "linux|'timeOffsets':{'monotonic':{'secs':1}}", "linux|'timeOffsets':{'monotonic':null}"},
    {GTY_RULE_TIME_PATH,
     "whole|{'process':{'cwd':'/','args':['x']},'root':{'path':'x'},'linux':{'namespaces':[{'type':'time','path':'/"
     "x'}],"
     "'timeOffsets':{'boottime':{'secs':1}}}}",
     "whole|{'process':{'cwd':'/','args':['x']},'root':{'path':'x'},'linux':{'namespaces':[{'type':'time'}],"
     "'timeOffsets':{'boottime':{'secs':-1},'monotonic':{'nanosecs':999999999}}}}"},
    {GTY_RULE_TIME_CLOCK, "linux|'timeOffsets':{'realtime':null}", "linux|'timeOffsets':{}"},
    {GTY_RULE_TIME_NANOSECONDS, "linux|'timeOffsets':{'boottime':{'nanosecs':1000000000}}", ""},

    // mounts
    {GTY_RULE_MOUNT_RELATIVE, "top|'mounts':[{'destination':'a','type':'tmpfs'}]",
     "top|'mounts':[{'destination':'/a','type':'tmpfs'}]"},
    {GTY_RULE_MOUNT_ON_ROOT, "top|'mounts':[{'destination':'/','type':'tmpfs'}]",
     "top|'mounts':[{'destination':'/../a','type':'tmpfs'}]"},
    {GTY_RULE_MOUNT_ON_ROOT, "top|'mounts':[{'type':'tmpfs'}]", ""},
    {GTY_RULE_MOUNT_ON_ROOT, "top|'mounts':[{'destination':'/a/../..','type':'tmpfs'}]", ""},
    {GTY_RULE_MOUNT_NAMESPACE,
     "whole|{'process':{'cwd':'/','args':['x']},'root':{'path':'x'},'mounts':[{'destination':'/a','type':'tmpfs'}]}",
     "whole|{'mounts':[{'destination':'/a','type':'tmpfs'}]," PROCESS "}"},
    {GTY_RULE_MOUNT_ON_PROC, "top|'mounts':[{'destination':'/a/../proc/','type':'tmpfs'}]",
     "top|'mounts':[{'destination':'/proc','type':'proc'}]"},
    {GTY_RULE_MOUNT_ON_PROC, "top|'mounts':[{'destination':'/proc','type':'sysfs','options':['ro']}]",
     "top|'mounts':[{'destination':'/proc','type':'none','source':'/proc','options':['rbind']}]"},
    {GTY_RULE_MOUNT_IN_PROC, "top|'mounts':[{'destination':'/proc/net/dev','source':'/x','options':['bind']}]",
     "top|'mounts':[{'destination':'/proc/./uptime','source':'/x','options':['bind']}]"},
    {GTY_RULE_MOUNT_IN_PROC, "top|'mounts':[{'destination':'proc/sys','type':'tmpfs'}]",
     "top|'mounts':[{'destination':'/process','type':'tmpfs'}]"},
    {GTY_RULE_MOUNT_TYPE, "top|'mounts':[{'destination':'/a','source':'/b'}]",
     "top|'mounts':[{'destination':'/a','source':'/b','options':['bind']}]"},
    {GTY_RULE_MOUNT_TYPE, "top|'mounts':[{'destination':'/a','type':'','options':['ro']}]",
     "top|'mounts':[{'destination':'/a','options':['remount']}]"},
    {GTY_RULE_RESTRICT_NAMESPACE,
     "whole|{'process':{'cwd':'/','args':['x']},'root':{'path':'x'},'linux':{'maskedPaths':['/x']}}",
     "whole|{'process':{'cwd':'/','args':['x']},'root':{'path':'x'},'linux':{'maskedPaths':[]}}"},
    {GTY_RULE_RESTRICT_NAMESPACE,
     "whole|{'process':{'cwd':'/','args':['x']},'root':{'path':'x'},'linux':{'readonlyPaths':['/x']}}", ""},
    {GTY_RULE_RESTRICT_RELATIVE, "linux|'maskedPaths':['a']", "linux|'maskedPaths':['/a']"},
    {GTY_RULE_RESTRICT_RELATIVE, "linux|'readonlyPaths':['/a','b']", "linux|'readonlyPaths':['/a','/b']"},

    // sysctl
    {GTY_RULE_SYSCTL_IPC,
     "whole|{'process':{'cwd':'/','args':['x']},'root':{'path':'x'},"
     "'linux':{'sysctl':{'kernel.shmmax':'1'}}}",
     "linux|'sysctl':{'kernel.shmmax':'1','kernel/sem':'1','fs.mqueue.msg_max':'1','fs/mqueue/msg_max':'1'}"},
    {GTY_RULE_SYSCTL_IPC,
     "whole|{'process':{'cwd':'/','args':['x']},'root':{'path':'x'},"
     "'linux':{'sysctl':{'fs/mqueue/msg_max':'1'}}}",
     ""},
    {GTY_RULE_SYSCTL_NET,
     "whole|{'process':{'cwd':'/','args':['x']},'root':{'path':'x'},"
     "'linux':{'sysctl':{'net.ipv4.ip_forward':'1'}}}",
     "linux|'sysctl':{'net.ipv4.ip_forward':'1','net/ipv4/conf/eno2.100/rp_filter':'1',"
     "'net.ipv4.conf.eno2/100.rp_filter':'1'}"},
    {GTY_RULE_SYSCTL_HOSTNAME, "linux|'sysctl':{'kernel.hostname':'x'}", "linux|'sysctl':{'kernel/domainname':'x'}"},
    {GTY_RULE_SYSCTL_USER, "linux|'sysctl':{'user.max_net_namespaces':'1'}",
     "user|" MAPS ",'sysctl':{'user.max_net_namespaces':'1'}"},
    {GTY_RULE_SYSCTL_HOST, "linux|'sysctl':{'vm.swappiness':'1'}", ""},
    {GTY_RULE_SYSCTL_HOST, "linux|'sysctl':{'net':'1'}", ""},
    {GTY_RULE_SYSCTL_HOST, "linux|'sysctl':{'kernel.shmmax.x':'1'}", ""},
    {GTY_RULE_SYSCTL_HOST,
     "whole|{'process':{'cwd':'/','args':['x']},'root':{'path':'x'},"
     "'linux':{'sysctl':{'kernel.domainname':'x'}}}",
     ""},
    {GTY_RULE_SYSCTL_PATH, "linux|'sysctl':{'':'1'}", ""},
    {GTY_RULE_SYSCTL_PATH, "linux|'sysctl':{'/net/ipv4/ip_forward':'1'}", ""},
    {GTY_RULE_SYSCTL_PATH, "linux|'sysctl':{'net/../kernel/panic':'1'}", ""},
    {GTY_RULE_SYSCTL_PATH, "linux|'sysctl':{'net.//.kernel.panic':'1'}", ""},
    {GTY_RULE_SYSCTL_PATH, "linux|'sysctl':{'net..kernel.panic':'1'}", ""},
    {GTY_RULE_SYSCTL_PATH, "linux|'sysctl':{'net/./x':'1'}", ""},
    {GTY_RULE_SYSCTL_PATH, "linux|'sysctl':{'net.':'1'}", ""},

    // devices
    {GTY_RULE_DEVICE_TYPE, "linux|'devices':[{'path':'/dev/x','type':'x','major':1,'minor':1}]",
     "linux|'devices':[{'path':'/dev/x','type':'u','major':1,'minor':1},{'path':'/dev/p','type':'p'}]"},
    {GTY_RULE_DEVICE_TYPE, "linux|'devices':[{'path':'/dev/x','type':'cb','major':1,'minor':1}]", ""},
    {GTY_RULE_DEVICE_TYPE, "linux|'devices':[{'path':'/dev/x','major':1,'minor':1}]", ""},
    {GTY_RULE_DEVICE_PATH, "linux|'devices':[{'type':'c','major':1,'minor':1}]", ""},
    {GTY_RULE_DEVICE_PATH, "linux|'devices':[{'path':'/dev/..','type':'c','major':1,'minor':1}]", ""},
    {GTY_RULE_DEVICE_NUMBERS, "linux|'devices':[{'path':'/dev/x','type':'c','minor':1}]",
     "linux|'devices':[{'path':'/dev/x','type':'c','minor':0,'major':0}]"},
    {GTY_RULE_DEVICE_NUMBERS, "linux|'devices':[{'path':'/dev/x','type':'b','major':1}]", ""},
    {GTY_RULE_DEVICE_RANGE, "linux|'devices':[{'path':'/dev/x','type':'c','major':4096,'minor':1}]",
     "linux|'devices':[{'path':'/dev/x','type':'c','major':4095,'minor':1048575}]"},
    {GTY_RULE_DEVICE_RANGE, "linux|'devices':[{'path':'/dev/x','type':'c','major':1,'minor':-1}]", ""},
    {GTY_RULE_DEVICE_RANGE, "resources|'devices':[{'allow':true,'access':'r','major':-2}]",
     "resources|'devices':[{'allow':true,'access':'r','major':-1}]"},
    {GTY_RULE_DEVICE_RULE_ACCESS, "resources|'devices':[{'allow':true}]",
     "resources|'devices':[{'allow':true,'access':'rwm'}]"},
    {GTY_RULE_DEVICE_RULE_TYPE, "resources|'devices':[{'allow':true,'access':'r','type':'u'}]",
     "resources|'devices':[{'allow':true,'access':'r','type':''},{'allow':true,'access':'r','type':'b'}]"},
    {GTY_RULE_DEVICE_RULE_LETTER, "resources|'devices':[{'allow':true,'access':'rx'}]",
     "resources|'devices':[{'allow':true,'access':'mw'}]"},
    {GTY_RULE_DEVICE_RULE_ALLOW, "resources|'devices':[{'access':'r'}]",
     "resources|'devices':[{'allow':false,'access':'r'}]"},

    // resources
    {GTY_RULE_SWAP_ALONE, "v2 resources|'memory':{'swap':1}", "v1 resources|'memory':{'swap':1}"},
    {GTY_RULE_SWAP_ALONE, "v2 resources|'memory':{'swap':1,'limit':0}", "v2 resources|'memory':{'swap':-1}"},
    {GTY_RULE_SWAP_BELOW_LIMIT, "v2 resources|'memory':{'swap':1,'limit':2}",
     "v2 resources|'memory':{'swap':2,'limit':2}"},
    {GTY_RULE_SWAP_BELOW_LIMIT, "v1 resources|'memory':{'swap':1,'limit':2}",
     "v1 resources|'memory':{'swap':-1,'limit':2}"},
    {GTY_RULE_MEMORY_NEGATIVE, "resources|'memory':{'limit':-2}", "resources|'memory':{'limit':-1,'swap':5}"},
    {GTY_RULE_MEMORY_NEGATIVE, "resources|'memory':{'swap':-2}", "resources|'memory':{'swap':0}"},
    {GTY_RULE_MEMORY_NEGATIVE, "resources|'memory':{'reservation':-2}", "resources|'memory':{'reservation':-1}"},
    {GTY_RULE_SWAPPINESS, "v1 resources|'memory':{'swappiness':101}", "v1 resources|'memory':{'swappiness':100}"},
    {GTY_RULE_SWAPPINESS, "hybrid resources|'memory':{'swappiness':101}",
     "v1 resources|'memory':{'swappiness':18446744073709551615}"},
    {GTY_RULE_CPU_SHARES, "v1 resources|'cpu':{'shares':1}", "v1 resources|'cpu':{'shares':0}"},
    {GTY_RULE_CPU_SHARES, "v1 resources|'cpu':{'shares':262145}", "v2 resources|'cpu':{'shares':262145}"},
    {GTY_RULE_CPU_PERIOD, "resources|'cpu':{'period':999}", "resources|'cpu':{'period':1000}"},
    {GTY_RULE_CPU_PERIOD, "resources|'cpu':{'period':1000001}", "resources|'cpu':{'period':0}"},
    {GTY_RULE_CPU_QUOTA, "resources|'cpu':{'quota':999}", "resources|'cpu':{'quota':-1}"},
    {GTY_RULE_CPU_BURST, "resources|'cpu':{'quota':1000,'burst':1001}", "resources|'cpu':{'quota':1000,'burst':1000}"},
    {GTY_RULE_CPU_LIST, "resources|'cpu':{'cpus':'a'}", "resources|'cpu':{'cpus':'0-3,8,, 10','mems':'0'}"},
    {GTY_RULE_CPU_LIST, "resources|'cpu':{'mems':'3-1'}", "resources|'cpu':{'mems':''}"},
    {GTY_RULE_CPU_LIST, "resources|'cpu':{'cpus':'1-'}", ""},
    {GTY_RULE_CPU_LIST, "resources|'cpu':{'cpus':'-1'}", ""},
    {GTY_RULE_CPU_IDLE, "resources|'cpu':{'idle':2}", "resources|'cpu':{'idle':1}"},
    {GTY_RULE_PIDS_LIMIT, "resources|'pids':{}", "resources|'pids':{'limit':0}"},

    // hooks
    {GTY_RULE_HOOK_PATH, "top|'hooks':{'prestart':[{}]}", "top|'hooks':{'prestart':[{'path':'/a'}]}"},
    {GTY_RULE_HOOK_PATH, "top|'hooks':{'startContainer':[{'path':'/a'},{'path':''}]}", ""},
    {GTY_RULE_HOOK_RELATIVE, "top|'hooks':{'poststart':[{'path':'a'}]}",
     "top|'hooks':{'createRuntime':[{'path':'/a'}]}"},
    {GTY_RULE_HOOK_TIMEOUT, "top|'hooks':{'createContainer':[{'path':'/a','timeout':0}]}",
     "top|'hooks':{'createContainer':[{'path':'/a','timeout':1}]}"},
    {GTY_RULE_HOOK_TIMEOUT, "top|'hooks':{'poststart':[{'path':'/a','timeout':-1}]}", ""},
    {GTY_RULE_HOOK_TIMEOUT_POSTSTOP, "top|'hooks':{'poststop':[{'path':'/a','timeout':0}]}",
     "top|'hooks':{'poststop':[{'path':'/a','timeout':1}]}"},
};

// ---- from an example to a config ------------------------------------------------------------------------------------

static bool starts(const char **text, const char *word) {
    size_t length = strlen(word);
    if (strncmp(*text, word, length) != 0) return false;
    *text += length;
    return true;
}

static const char *read_facts(const char *example, struct gty_facts *facts) {
    *facts = (struct gty_facts){.cgroup_mode = GTY_CGROUP_NONE};
    if (starts(&example, "v1 ")) facts->cgroup_mode = GTY_CGROUP_V1;
    if (starts(&example, "v2 ")) facts->cgroup_mode = GTY_CGROUP_V2;
    if (starts(&example, "hybrid ")) facts->cgroup_mode = GTY_CGROUP_HYBRID;
    if (starts(&example, "nopivot ")) facts->no_pivot = true;
    return example;
}

static char *config_of(const char *example) {
    const char *process = "", *linux_part = "", *resources = "", *namespaces = "", *top = "";
    char text[8192];
    if (starts(&example, "whole|")) return quoted(example);
    if (starts(&example, "user|")) {
        namespaces = "{'type':'user'}";
        linux_part = example;
    } else if (starts(&example, "joined|")) {
        namespaces = "{'type':'user','path':'/x'}";
        linux_part = example;
    } else if (starts(&example, "userprocess|")) {
        namespaces = "{'type':'user'}";
        linux_part = MAPS;
        process = example;
    } else if (starts(&example, "process|"))
        process = example;
    else if (starts(&example, "linux|"))
        linux_part = example;
    else if (starts(&example, "resources|"))
        resources = example;
    else if (starts(&example, "namespaces|"))
        namespaces = example;
    else if (starts(&example, "top|"))
        top = example;
    else if (*example)
        abort();
#define COMMA(part) *(part) ? "," : "", part
    snprintf(text, sizeof text,
             "{'ociVersion':'1.2.0','root':{'path':'rootfs'}%s%s,'process':{'cwd':'/','args':['sh']%s%s},"
             "'linux':{'namespaces':[{'type':'mount'},{'type':'pid'},{'type':'network'},{'type':'ipc'},"
             "{'type':'uts'}%s%s],'resources':{%s}%s%s}}",
             COMMA(top), COMMA(process), COMMA(namespaces), resources, COMMA(linux_part));
    return quoted(text);
}

static void check_text(struct fixture *fixture, const char *text, const struct gty_facts *facts) {
    struct gty_config config;
    parse(fixture, text);
    if (!fixture->document || fixture->diagnostics.count) return;
    if (gty_oci_read(&fixture->arena, &fixture->diagnostics, fixture->document, &config))
        gty_check(&fixture->diagnostics, &config, facts);
}

static bool is_syntax(const struct gty_diagnostics *diagnostics) {
    for (size_t i = 0; i < diagnostics->count; i++)
        if (strncmp(diagnostics->items[i].code, "GTY-JSON-", 9) == 0) return true;
    return false;
}

static void test_example(const struct example *example) {
    const struct gty_rule_row *rule = &gty_rules[example->rule];
    struct fixture fixture;
    struct gty_facts facts;
    char *text = config_of(read_facts(example->bad, &facts));
    check_text(&fixture, text, &facts);
    const struct gty_diagnostic *found = finding_of(&fixture.diagnostics, rule->code);
    bool right = found && found->severity == rule->severity && found->message.length > 0 &&
                 found->end <= strlen(text) && found->offset < found->end && !is_syntax(&fixture.diagnostics);
    if (!tap_ok(right, "%s finds %s", rule->code, example->bad)) show_findings(&fixture.diagnostics);
    free(text);
    release(&fixture);

    text = config_of(read_facts(example->good, &facts));
    check_text(&fixture, text, &facts);
    if (!tap_ok(!finding_of(&fixture.diagnostics, rule->code) && fixture.diagnostics.errors == 0, "%s lets pass %s",
                rule->code, example->good))
        show_findings(&fixture.diagnostics);
    free(text);
    release(&fixture);
}

// ---- rules that need more than a line
// --------------------------------------------------------------------------------

static void test_many_mappings(size_t count, uint32_t step, bool refused) {
    struct gty_arena arena;
    struct gty_buffer text;
    gty_arena_init(&arena, MEMORY);
    gty_buffer_init(&text, &arena);
    gty_buffer_text(&text,
                    "{'process':{'cwd':'/','args':['x']},'root':{'path':'x'},'linux':{'namespaces':[{'type':'user'}],"
                    "'gidMappings':[{'containerID':0,'hostID':1,'size':1}],'uidMappings':[");
    for (size_t i = 0; i < count; i++)
        gty_buffer_format(&text, "%s{'containerID':%zu,'hostID':%zu,'size':1}", i ? "," : "", i * step, i * step);
    gty_buffer_text(&text, "]}}");
    gty_buffer_byte(&text, 0);
    char *json = quoted((const char *)text.data);
    struct fixture fixture;
    struct gty_facts facts = {0};
    check_text(&fixture, json, &facts);
    bool found = finding_of(&fixture.diagnostics, "GTY-MAPPING-007") != NULL;
    if (!tap_ok(found == refused && fixture.diagnostics.errors == refused, "%s %zu mappings, %u apart",
                refused ? "refuses" : "takes", count, step))
        show_findings(&fixture.diagnostics);
    release(&fixture);
    free(json);
    gty_arena_free(&arena);
}

// The table is what users look codes up in, and every row of it can happen.
static void test_table(void) {
    for (int rule = 0; rule < GTY_RULE_COUNT; rule++) {
        bool unique = true, tested = false;
        for (int other = 0; other < rule; other++)
            unique = unique && strcmp(gty_rules[rule].code, gty_rules[other].code);
        for (size_t i = 0; i < sizeof examples / sizeof examples[0]; i++)
            tested = tested || examples[i].rule == (enum gty_rule)rule;
        // json_test.c, facts_test.c and the tests of the plan have these; test_many_mappings has the last one.
        tested = tested || strncmp(gty_rules[rule].code, "GTY-JSON-", 9) == 0 ||
                 strncmp(gty_rules[rule].code, "GTY-OPTIONS-", 12) == 0 ||
                 strncmp(gty_rules[rule].code, "GTY-PLAN-", 9) == 0 || rule == GTY_RULE_MAPPING_COUNT;
        tap_ok(unique && tested && *gty_rules[rule].text, "%s stands once and is tested", gty_rules[rule].code);
    }
}

static void test_sentences(void) {
    static const struct {
        const char *config, *code, *message, *pointer;
    } cases[] = {
        {"whole|null", "GTY-CONFIG-001", "config cannot be null", ""},
        {"whole|{}", "GTY-PROCESS-001", "process property must not be empty", ""},
        {"whole|{}", "GTY-ROOT-001", "root must be specified", ""},
        {"whole|{'process':{}}", "GTY-PROCESS-002", "Cwd property must not be empty", "/process"},
        {"whole|{'process':{'cwd':'x'}}", "GTY-PROCESS-003", "Cwd must be an absolute path", "/process/cwd"},
        {"whole|{'process':{'args':[]}}", "GTY-PROCESS-004", "args must not be empty", "/process/args"},
        {"whole|[]", "GTY-TYPE-001", "the document must be an object, but it is an array", ""},
        {"process|'env':['A=b',true]", "GTY-TYPE-001", "process.env[1] must be a string, but it is a boolean",
         "/process/env/1"},
        {"top|'annotations':{'a b/c':1}", "GTY-TYPE-001", "annotations.\"a b/c\" must be a string, but it is a number",
         "/annotations/a b~1c"},
        {"process|'user':{'uid':-1}", "GTY-TYPE-002", "process.user.uid must be from 0 to 4294967295",
         "/process/user/uid"},
        {"process|'noNewPriviliges':true", "GTY-PROPERTY-001", "unknown property process.noNewPriviliges",
         "/process/noNewPriviliges"},
        {"linux|'seccomp':{'defaultAction':'x'}", "GTY-UNSUPPORTED-001", "linux.seccomp is not supported",
         "/linux/seccomp"},
        {"namespaces|{'type':'x'}", "GTY-NAMESPACE-001", "namespace \"x\" does not exist", "/linux/namespaces/5"},
        {"process|'capabilities':{'ambient':['CAP_CHOWN'],'permitted':['CAP_CHOWN']}", "GTY-CAPABILITY-003",
         "can't raise ambient capability CAP_CHOWN: it is not inheritable", "/process/capabilities"},
        {"resources|'devices':[{'allow':true,'access':'r'},{'allow':true}]", "GTY-DEVICE-005",
         "device access at 1 field cannot be empty", "/linux/resources/devices/1"},
    };
    struct gty_facts facts = {0};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct fixture fixture;
        char *text = config_of(cases[i].config);
        check_text(&fixture, text, &facts);
        const struct gty_diagnostic *found = finding_of(&fixture.diagnostics, cases[i].code);
        if (!tap_ok(found && gty_text_is(found->message, cases[i].message) &&
                        gty_text_is(found->pointer, cases[i].pointer),
                    "says %s", cases[i].message))
            show_findings(&fixture.diagnostics);
        release(&fixture);
        free(text);
    }
}

static void test_suggestions(void) {
    static const char *const cases[][2] = {
        {"top|'mouts':[]", "did you mean mounts"},
        {"top|'hostnmae':''", "did you mean hostname"},
        {"process|'umask':1", ""},
        {"process|'arg':[]", "did you mean args"},
        {"linux|'completelyDifferent':1", ""},
        {"linux|'maskedPath':[]", "did you mean maskedPaths"},
        {"top|'xyz':1", ""},
    };
    struct gty_facts facts = {0};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct fixture fixture;
        char *text = config_of(cases[i][0]);
        check_text(&fixture, text, &facts);
        const struct gty_diagnostic *found = finding_of(&fixture.diagnostics, "GTY-PROPERTY-001");
        tap_ok(found && gty_text_is(found->help, cases[i][1]), "%s: %s", cases[i][0],
               *cases[i][1] ? cases[i][1] : "no idea");
        release(&fixture);
        free(text);
    }
}

static void test_all_at_once(void) {
    struct fixture fixture;
    struct gty_facts facts = {0};
    char *text = config_of("whole|{'hostname':'x','process':{'args':[''],'env':['A','B'],'oomScoreAdj':5000},"
                           "'linux':{'seccomp':{'a':1},'namespaces':[{'type':'x'},{'type':'y'}]}}");
    check_text(&fixture, text, &facts);
    tap_ok(fixture.diagnostics.errors == 10, "reports all errors, not just the first");
    if (fixture.diagnostics.errors != 10) show_findings(&fixture.diagnostics);
    release(&fixture);
    free(text);
}

int main(void) {
    for (size_t i = 0; i < sizeof examples / sizeof examples[0]; i++) test_example(&examples[i]);
    test_many_mappings(340, 1, false);
    test_many_mappings(341, 1, true);
    test_many_mappings(170, 10000000, false);
    test_many_mappings(250, 10000000, true);
    test_table();
    test_sentences();
    test_suggestions();
    test_all_at_once();
    return tap_done();
}
