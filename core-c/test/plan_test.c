// SPDX-License-Identifier: Apache-2.0
//
// Configs to messages: the bytes that libcontainer reads, one process or two, long lists, the order of the steps.
#include "plan_fixture.h"

#include "gantry/bootstrap.h"

// The length of the message is not libcontainer's: the operations follow its attributes.
static void starts(const char *name, const char *config, const char *wanted, size_t length) {
    struct planned planned;
    plan(&planned, config, NO_CGROUPS);
    bool same = planned.described && planned.message.length > length &&
                !memcmp(planned.message.data + 4, wanted + 4, length - 4) &&
                planned.message.data[length + 2] == 0xa4; // OperationsAttr is next
    if (!tap_ok(same, "%s", name)) {
        show_findings(&planned.fixture.diagnostics);
        for (size_t i = 0; planned.described && i < length + 4; i++)
            printf("%s%02x", i % 16 ? " " : "\n# ", planned.message.data[i]);
        printf("\n");
    }
    plan_release(&planned);
}

#define STARTS(name, config, bytes)                                                                                    \
    starts(name, config, "\0\0\0\0\x30\xf2\1\0\1\0\0\0\0\0\0\0" bytes,                                                 \
           sizeof "\0\0\0\0\x30\xf2\1\0\1\0\0\0\0\0\0\0" bytes - 1)

static void test_bootstrap(void) {
    STARTS("a plain run", PLAIN, "\x08\0\x91\x6a\0\0\x02\x6c\x08\0\x97\x6a\0\0\0\0");
    STARTS("an oom score of 0", CONFIG(PROCESS(",'oomScoreAdj':0"), NAMESPACES(""), ""),
           "\x08\0\x91\x6a\0\0\x02\x6c\x06\0\x96\x6a"
           "0\0\0\0\x08\0\x97\x6a\0\0\0\0");
    STARTS("namespaces by path, in libcontainer's order",
           CONFIG(PROCESS(""),
                  "'namespaces':[{'type':'pid','path':'/p'},{'type':'network','path':'/n'},{'type':'mount'}]", ""),
           "\x08\0\x91\x6a\0\0\x02\0\x12\0\x92\x6anet:/n,pid:/p\0\0\0\x08\0\x97\x6a\0\0\0\0");
    STARTS(
        "id maps, and setgroups",
        CONFIG(PROCESS(""),
               "'namespaces':[{'type':'user'},{'type':'mount'}],'uidMappings':[{'containerID':0,'hostID':0,'size':1}],"
               "'gidMappings':[{'containerID':0,'hostID':1,'size':1}]",
               ""),
        "\x08\0\x91\x6a\0\0\x02\x10\x0b\0\x93\x6a"
        "0 0 1\n\0\0\x0b\0\x94\x6a"
        "0 1 1\n\0\0\x08\0\x95\x6a\1\0\0\0\x08\0\x97\x6a\0\0\0\0");
    STARTS(
        "one's own gid alone needs no setgroups",
        CONFIG(PROCESS(""),
               "'namespaces':[{'type':'user'},{'type':'mount'}],'uidMappings':[{'containerID':0,'hostID':0,'size':1}],"
               "'gidMappings':[{'containerID':0,'hostID':0,'size':1}]",
               ""),
        "\x08\0\x91\x6a\0\0\x02\x10\x0b\0\x93\x6a"
        "0 0 1\n\0\0\x0b\0\x94\x6a"
        "0 0 1\n\0\0\x08\0\x97\x6a\0\0\0\0");
    STARTS(
        "time offsets",
        CONFIG(
            PROCESS(""),
            "'namespaces':[{'type':'time'}],'timeOffsets':{'boottime':{'secs':5},'monotonic':{'secs':-3,'nanosecs':7}}",
            ""),
        "\x08\0\x91\x6a\x80\0\0\0\x08\0\x97\x6a\0\0\0\0\x21\0\x9a\x6amonotonic -3 7\nboottime 5 0\n\0\0\0\0");
}

static void test_processes(void) {
    expect_record("one process makes its namespaces in clone3", PLAIN, NO_CGROUPS,
                  "'cloneFlags':1812070400,'twoProcesses':false");
    expect_record("but the cgroup namespace", CONFIG(PROCESS(""), NAMESPACES(",{'type':'cgroup'}"), ""), NO_CGROUPS,
                  "'cloneFlags':1812070400,'twoProcesses':false");
    expect_plan("which it unshares first", CONFIG(PROCESS(""), NAMESPACES(",{'type':'cgroup'}"), ""), NO_CGROUPS,
                "  1 unshare namespaces flags=NEWCGROUP\n  2 start session\n");
    static const char joins[] =
        CONFIG(PROCESS(""), "'namespaces':[{'type':'network','path':'/n'},{'type':'pid'},{'type':'mount'}]", "");
    expect_record("a joined namespace takes two processes", joins, NO_CGROUPS, "'cloneFlags':0,'twoProcesses':true");
    expect_plan("the second is pid 1", joins, NO_CGROUPS,
                "  1 join namespaces\n  2 unshare namespaces flags=NEWNS\n  3 clone into the namespaces flags=NEWPID\n"
                "  4 start session\n");
    expect_plan(
        "a new user namespace: helper, maps, root, the rest, offsets, clone",
        CONFIG(PROCESS(""),
               NAMESPACES(",{'type':'user'},{'type':'time'}") ",'timeOffsets':{'boottime':{'secs':1}},"
                                                              "'uidMappings':[{'containerID':0,'hostID':7,'size':1}],'"
                                                              "gidMappings':[{'containerID':0,'hostID':7,'size':1}]",
               ",'mounts':[{'destination':'/a','source':'/s','options':['rbind']}]"),
        NO_CGROUPS,
        "  1 start source helper\n  2 create user namespace\n"
        "  3 become root of the user namespace\n  4 unshare namespaces flags=NEWNS|NEWUTS|NEWIPC|NEWNET|NEWTIME\n"
        "  5 open mount source slot=0 source=/s recursive\n  6 set time offsets\n  7 clone into the namespaces "
        "flags=NEWPID\n");
    expect_plan("a new network namespace gets its loopback", PLAIN, NO_CGROUPS, " configure network message=20000000");
    struct planned planned;
    plan(&planned, joins, NO_CGROUPS);
    tap_ok(planned.described && !plan_says(&planned, "configure network"), "a joined one has its own");
    plan_release(&planned);
}

static void test_stream_owner(void) {
#define USER PROCESS(",'user':{'uid':12,'gid':0}")
#define MAPPED "'uidMappings':[{'containerID':0,'hostID':7,'size':10},{'containerID':10,'hostID':500,'size':3}]"
    expect_record("the streams' owner is the user", CONFIG(USER, NAMESPACES(""), ""), NO_CGROUPS, "'streamOwner':12,");
    expect_record(
        "in a user namespace, as the host knows it",
        CONFIG(USER, NAMESPACES(",{'type':'user'}") "," MAPPED ",'gidMappings':[{'containerID':0,'hostID':7,'size':1}]",
               ""),
        NO_CGROUPS, "'streamOwner':502,");
    struct planned planned;
    plan(&planned, CONFIG(USER, NAMESPACES(",{'type':'user','path':'/u'}"), ""), NO_CGROUPS);
    tap_ok(planned.described && !record_says(&planned, "streamOwner"), "of a joined one the plan cannot tell");
    plan_release(&planned);
}

// One test: the plan has all of these words, one after another. The list ends with NULL.
static void expect_order(const char *name, const char *config, const char *const *words) {
    struct planned planned;
    plan(&planned, config, NO_CGROUPS);
    const char *at = planned.described ? plan_text(&planned) : "";
    while (*words && (at = strstr(at, *words))) at += strlen(*words++);
    if (!tap_ok(!*words, "%s", name)) {
        show_findings(&planned.fixture.diagnostics);
        printf("# not there, or too early: %s\n# %s\n", *words, planned.described ? plan_text(&planned) : "");
    }
    plan_release(&planned);
}

#define IN_ORDER(name, config, ...) expect_order(name, config, (const char *const[]){__VA_ARGS__, NULL})

static void test_process(void) {
    IN_ORDER("the last of a name wins, in its place; an empty HOME is none",
             CONFIG(PROCESS(",'env':['A=1','B=2','HOME=','A=3']"), NAMESPACES(""), ""),
             "set environment strings=[B=2 A=3]\n", "find home directory uid=0\n");
    struct planned planned;
    plan(&planned, CONFIG(PROCESS(",'env':['HOME=/h']"), NAMESPACES(""), ""), NO_CGROUPS);
    tap_ok(plan_says(&planned, "strings=[HOME=/h]") && !plan_says(&planned, "find home directory"), "a HOME is kept");
    plan_release(&planned);
    expect_plan("without capabilities in the config there are none", PLAIN, NO_CGROUPS,
                "set capabilities effective=none permitted=none inheritable=none\n");
    IN_ORDER("a command is looked for before create succeeds, and start hooks come after",
             CONFIG(PROCESS(""), NAMESPACES(""), ",'hooks':{'startContainer':[{'path':'/h'}]}"), " set user ",
             " find executable\n",
             "state=\"{\\\"ociVersion\\\":\\\"1.2.0\\\",\\\"id\\\":\\\"c1\\\",\\\"status\\\":\\\"created\\\","
             "\\\"bundle\\\":\\\"/b\\\",\\\"pid\\\":\"\n",
             " report ready\n", " wait for start\n", " run hook kind=startContainer index=0 path=/h args=[/h]\n",
             " execute\n");
    IN_ORDER("create hooks run before the root changes, and read the other state",
             CONFIG(PROCESS(""), NAMESPACES(""),
                    ",'hooks':{'createContainer':[{'path':'/h','args':['h','a b'],'env':['K=V'],'timeout':3}],"
                    "'prestart':[{'path':'/p'}],'createRuntime':[{'path':'/r'}]}"),
             "run hooks kind=prestart|createRuntime\n", "\\\"status\\\":\\\"creating\\\"",
             "run hook kind=createContainer index=0 path=/h args=[h \"a b\"] env=[K=V] timeout=3\n", " pivot root\n");
    IN_ORDER("privileges go before the user does, and the user before the capabilities",
             CONFIG("'process':{'cwd':'/w','args':['sh'],'noNewPrivileges':true,"
                    "'user':{'uid':7,'gid':8,'additionalGids':[9,10],'umask':63},"
                    "'capabilities':{'ambient':['CAP_CHOWN'],'inheritable':['CAP_CHOWN'],'permitted':['CAP_CHOWN']}}",
                    NAMESPACES(""), ""),
             "create directory target=/w mode=0755\n", "set umask mode=0077\n", "set no_new_privs\n",
             "change directory path=/w\n", "limit capabilities bounding=none\n",
             "set user uid=7 gid=8 groups=[9 10] keep-capabilities\n", "change directory path=/w deferred\n",
             "set capabilities effective=none permitted=CAP_CHOWN inheritable=CAP_CHOWN\n",
             "raise ambient capability capability=CAP_CHOWN\n");
#define SHARED CONFIG(PROCESS(""), NAMESPACES("") ",'rootfsPropagation':'rshared'", "")
    IN_ORDER("a shared root is that of the host", SHARED, " set propagation of the root propagation=SHARED|REC\n",
             " pivot root\n", " set propagation of the root propagation=SHARED|REC\n");
    expect_plan("but not where the old root's mounts are unmounted one by one", SHARED,
                "{'id':'c1','bundle':'/b','noPivot':true,'host':{'euid':0,'kernel':'6.1','userNamespace':false,"
                "'cgroup':{'mode':'none','v1':[]}}}",
                " set propagation of the root propagation=SLAVE|REC\n");
    IN_ORDER("a path is masked once, after the read-only ones",
             CONFIG(PROCESS(""),
                    NAMESPACES("") ",'maskedPaths':['/proc/kcore','/proc/./kcore/','/a'],'readonlyPaths':['/proc/sys']",
                    ""),
             "make path read-only target=/proc/sys\n", "mask path target=/proc/kcore\n", "mask path target=/a\n");
    plan(&planned, CONFIG(PROCESS(""), NAMESPACES("") ",'maskedPaths':['/proc/kcore','/proc/./kcore/']", ""),
         NO_CGROUPS);
    const char *once = planned.described ? strstr(plan_text(&planned), "mask path") : NULL;
    tap_ok(once && !strstr(once + 1, "mask path"), "and not twice");
    plan_release(&planned);
    expect_plan("a sysctl with dots",
                CONFIG(PROCESS(""), NAMESPACES("") ",'sysctl':{'net.ipv4.conf.eth0/1.forwarding':'1'}", ""), NO_CGROUPS,
                "set sysctl name=net/ipv4/conf/eth0.1/forwarding value=1\n");
    expect_plan("and with slashes",
                CONFIG(PROCESS(""), NAMESPACES("") ",'sysctl':{'net/ipv4/conf/eth0.1/forwarding':'1'}", ""), NO_CGROUPS,
                "set sysctl name=net/ipv4/conf/eth0.1/forwarding value=1\n");
}

// ---- paths and devices ---------------------------------------------------------------------------------------------

#define ON(places) CONFIG(PROCESS(""), NAMESPACES(""), ",'mounts':[" places "]")
#define PLACE(path) "{'destination':'" path "','source':'/x','options':['bind']}"

static void expect_no(const char *name, const char *config, const char *options, const char *words) {
    struct planned planned;
    plan(&planned, config, options);
    tap_ok(planned.described && !plan_says(&planned, words), "%s", name);
    plan_release(&planned);
}

static void test_paths(void) {
    static const char odd[] = CONFIG(
        "'process':{'cwd':'/a/../b//','args':['sh']}",
        NAMESPACES(",{'type':'user','path':'/proc/7/../8/ns/user'}") ",'maskedPaths':['/c/./d/'],'readonlyPaths':"
                                                                     "['e/..//f'],'devices':[{'path':'/dev/x/../"
                                                                     "y','type':'p'}]",
        ",'hooks':{'createContainer':[{'path':'/g/../h'}],'poststop':[{'path':'/i//j'}]}");
    IN_ORDER("each path is cleaned once, for all that is done with it", odd, "create device target=/dev/y ",
             "run hook kind=createContainer index=0 path=/h args=[/h]\n", "create directory target=/b mode=0755\n",
             "make path read-only target=/f\n", "mask path target=/c/d\n", "change directory path=/b\n",
             "change directory path=/b deferred\n");
    expect_no("and never used as it was written", odd, NO_CGROUPS, "..");
    struct planned planned;
    plan(&planned, odd, NO_CGROUPS);
    tap_ok(planned.described && strstr((const char *)planned.record.data, "\"/i/j\"") &&
               strstr((const char *)planned.record.data, "\"/proc/8/ns/user\""),
           "by the supervisor too");
    plan_release(&planned);
    expect_plan("a relative source is the bundle's, on /proc too",
                ON("{'destination':'/proc','source':'../proc','options':['bind']}"), NO_CGROUPS,
                "bind mount target=/proc source=/proc ");
}

static void test_devices(void) {
    expect_no("a mount takes the place of a device", ON(PLACE("/dev/./random")), NO_CGROUPS,
              "create device target=/dev/random ");
    expect_plan("but not of the others", ON(PLACE("/dev/random")), NO_CGROUPS, "create device target=/dev/urandom ");
    expect_plan("and not of the null device", ON(PLACE("/dev/null")), NO_CGROUPS, "create device target=/dev/null ");
    expect_plan("a remount takes no place", ON("{'destination':'/dev/random','options':['remount','ro']}"), NO_CGROUPS,
                "create device target=/dev/random ");
    expect_plan("the image's terminal multiplexer is replaced", PLAIN, NO_CGROUPS,
                "on EEXIST: replace by symbolic link target=/dev/ptmx path=pts/ptmx\n");
    expect_no("what is mounted there is not", ON(PLACE("/dev/ptmx")), NO_CGROUPS, "replace by");
    expect_no("nor anything of a /dev that is mounted", ON("{'destination':'/dev','type':'tmpfs'}"), NO_CGROUPS,
              "replace by");
    expect_no("nor anything where the root filesystem is the host's",
              "{'root':{'path':'/'}," PROCESS("") ",'linux':{" NAMESPACES("") "}}", NO_CGROUPS, "replace by");
    static const char no_kcore[] = "{'id':'c1','bundle':'/b','host':{'kcore':false,'cgroup':{'mode':'none','v1':[]}}}";
    expect_plan("a link to the kernel's memory is made", PLAIN, NO_CGROUPS, "target=/dev/core path=/proc/kcore");
    expect_no("but not to one that is not there", PLAIN, no_kcore, "/dev/core");
}

static void test_records(void) {
    expect_record("who maps its own gid alone gives up setgroups",
                  CONFIG(PROCESS(""),
                         NAMESPACES(",{'type':'user'}") ",'uidMappings':[{'containerID':0,'hostID':7,'size':1}],"
                                                        "'gidMappings':[{'containerID':0,'hostID':7,'size':1}]",
                         ""),
                  "{'id':'c1','bundle':'/b','host':{'euid':7,'kernel':'6.1','userNamespace':false,"
                  "'cgroup':{'mode':'none','v1':[]}}}",
                  "'denySetgroups':true");
    expect_record("so few descriptors that the init would lack them are a limit of the program alone",
                  CONFIG(PROCESS(",'rlimits':[{'type':'RLIMIT_NOFILE','soft':8,'hard':8}]"), NAMESPACES(""), ""),
                  NO_CGROUPS, "'limitsAtLaunch':false");
}

// ---- long lists ----------------------------------------------------------------------------------------------------

// A plain config with `count` arguments of `length` bytes each.
static char *with_arguments(size_t count, size_t length) {
    char *config = malloc(count * (length + 3) + 400), *at = config;
    at += sprintf(
        at, "{\"ociVersion\":\"1.2.0\",\"root\":{\"path\":\"r\"},\"linux\":{\"namespaces\":[{\"type\":\"mount\"}]},"
            "\"process\":{\"cwd\":\"/\",\"args\":[");
    for (size_t i = 0; i < count; i++) {
        *at++ = '"';
        memset(at, 'a' + (int)(i % 26), length);
        at += length;
        at += sprintf(at, i + 1 < count ? "\"," : "\"");
    }
    sprintf(at, "]}}");
    return config;
}

static void test_long(size_t count, size_t length) {
    struct planned planned;
    char *config = with_arguments(count, length);
    plan_bytes(&planned, config, NO_CGROUPS);
    // Put together again by hand: the chunks in order are the arguments with their NULs.
    struct gty_nl_message message;
    struct gty_nl_attribute list, operation, attribute;
    struct gty_malformed malformed;
    size_t bytes = 0, nuls = 0, lists = 0, longest = 0;
    bool read =
        planned.described && gty_nl_only_message(planned.message.data, planned.message.length, &message, &malformed);
    while (read && gty_nl_next_attribute(&message.payload, &list, &malformed) == GTY_NL_ONE) {
        if (list.type != GTY_ATTR_OPERATIONS) continue;
        lists++;
        while (gty_nl_next_attribute(&list.payload, &operation, &malformed) == GTY_NL_ONE) {
            if (operation.type != GTY_OP_ARGUMENTS) continue;
            gty_nl_next_attribute(&operation.payload, &attribute, &malformed);
            size_t size = attribute.payload.end - attribute.payload.at;
            const uint8_t *data = attribute.payload.datagram + attribute.payload.at;
            for (size_t i = 0; i < size; i++) {
                size_t within = (bytes + i) % (length + 1), which = (bytes + i) / (length + 1);
                uint8_t wanted = within == length ? 0 : (uint8_t)('a' + (int)(which % 26));
                read = read && data[i] == wanted;
                nuls += !data[i];
            }
            bytes += size;
            longest = size > longest ? size : longest;
        }
    }
    tap_ok(read && bytes == count * (length + 1) && nuls == count && longest <= GTY_CHUNK_MAX,
           "%zu arguments of %zu bytes arrive whole, in chunks", count, length);
    tap_ok((lists > 1) == (count * (length + 1) > 60000), "in %zu lists of operations", lists);
    free(config);
    plan_release(&planned);
}

static void test_refusals(void) {
    struct planned planned;
    char *config = with_arguments(90, 100000); // 9 MB
    plan_bytes(&planned, config, NO_CGROUPS);
    tap_ok(finding_of(&planned.fixture.diagnostics, "GTY-PLAN-003") != NULL, "more than 8 MiB are refused");
    free(config);
    plan_release(&planned);

    char path[6000], hook[7000];
    memset(path, 'x', sizeof path);
    path[0] = '/', path[5000] = 0;
    snprintf(hook, sizeof hook, CONFIG(PROCESS(""), NAMESPACES(""), ",'mounts':[{'destination':'%s','type':'tmpfs'}]"),
             path);
    expect_finding("a path of 5000 bytes is refused", hook, NO_CGROUPS, "GTY-PLAN-002");

    char *groups = malloc(400000), *at = groups;
    at += sprintf(at, "{'ociVersion':'1.2.0','root':{'path':'r'},'linux':{" NAMESPACES(
                          "") "},"
                              "'process':{'cwd':'/','args':['sh'],'user':{'uid':0,'gid':0,'additionalGids':[1");
    for (int i = 0; i < 20000; i++) at += sprintf(at, ",%d", i);
    sprintf(at, "]}}}");
    expect_finding("20000 groups are refused", groups, NO_CGROUPS, "GTY-PLAN-001");
    free(groups);
}

static void test_same_bytes(void) {
    struct planned first, second;
    plan(&first, PLAIN, NO_CGROUPS);
    plan(&second, PLAIN, NO_CGROUPS);
    tap_ok(first.message.length == second.message.length &&
               !memcmp(first.message.data, second.message.data, first.message.length) &&
               !strcmp((char *)first.record.data, (char *)second.record.data),
           "the same config gives the same bytes");
    plan_release(&first);
    plan_release(&second);
}

int main(void) {
    test_bootstrap();
    test_processes();
    test_stream_owner();
    test_process();
    test_paths();
    test_devices();
    test_records();
    test_long(1, 10);
    test_long(3, 40000);
    test_long(1, 32767);
    test_long(1, 32768);
    test_long(5000, 100);
    test_refusals();
    test_same_bytes();
    return tap_done();
}
