// SPDX-License-Identifier: Apache-2.0
//
// Conversions both ways, by the core's own function: what went there and back stays as it is then.
#include "component/core.h"
#include "fixture.h"

struct conversion {
    struct gty_arena arena;
    struct gty_bytes diagnostics, document;
};

static void convert(struct conversion *conversion, const char *input, size_t length, const char *options) {
    char *text = malloc(length ? length : 1), *given = quoted(options);
    memcpy(text, input, length);
    gty_arena_init(&conversion->arena, GTY_CORE_MEMORY_MAX);
    struct gty_bytes result = gty_core_convert(&conversion->arena, (struct gty_bytes){(const uint8_t *)text, length},
                                               (struct gty_bytes){(const uint8_t *)given, strlen(given)});
    uint32_t lengths[2];
    memcpy(lengths, result.data, sizeof lengths);
    conversion->diagnostics = (struct gty_bytes){result.data + 8, lengths[0]};
    conversion->document = (struct gty_bytes){result.data + 8 + lengths[0], lengths[1]};
    if (8 + (size_t)lengths[0] + lengths[1] != result.length) abort();
    free(text);
    free(given);
}

static void convert_text(struct conversion *conversion, const char *input, const char *options) {
    char *text = quoted(input);
    convert(conversion, text, strlen(text), options);
    free(text);
}

static void end(struct conversion *conversion) { gty_arena_free(&conversion->arena); }

static bool contains(struct gty_bytes bytes, const char *words) {
    char *wanted = quoted(words), *copy = malloc(bytes.length + 1);
    memcpy(copy, bytes.data, bytes.length);
    copy[bytes.length] = 0;
    bool found = strstr(copy, wanted) != NULL;
    free(wanted);
    free(copy);
    return found;
}

static void expect(const char *input, const char *options, const char *document) {
    struct conversion conversion;
    convert_text(&conversion, input, options);
    if (!tap_ok(contains(conversion.document, document), "%s", input))
        printf("# %.*s\n# %.*s\n", (int)conversion.document.length, (const char *)conversion.document.data,
               (int)conversion.diagnostics.length, (const char *)conversion.diagnostics.data);
    end(&conversion);
}

static void expect_finding(const char *input, const char *options, const char *code, bool written) {
    struct conversion conversion;
    convert_text(&conversion, input, options);
    if (!tap_ok(contains(conversion.diagnostics, code) && (conversion.document.length > 0) == written, "%s with %s: %s",
                input, options, code))
        printf("# %.*s\n", (int)conversion.diagnostics.length, (const char *)conversion.diagnostics.data);
    end(&conversion);
}

#define TO_OCI "{'to':'oci'}"
#define TO_LIBCONTAINER "{'to':'libcontainer','bundle':'/b','id':'i'}"
#define OCI(more) "{'ociVersion':'1.2.0','root':{'path':'/r'}," more "}"

static void test_text(void) {
    expect("{'ociVersion':'1.0.0','annotations':{'a':'\\u0001\\n\\u00e9'}}", TO_OCI,
           "{\n  'ociVersion': '1.0.0',\n  'annotations': {\n    'a': '\\u0001\\n\xc3\xa9'\n  }\n}\n");
    expect("{'ociVersion':'1.0.0','mounts':[],'linux':{},'hooks':null}", TO_OCI,
           "'mounts': [],\n  'linux': {},\n  'hooks': null\n}");
    expect("{'ociVersion':'1.0.0','linux':{'resources':{'memory':{'limit':9223372036854775807}}}}", TO_OCI,
           "'limit': 9223372036854775807\n");
    expect("{'rootfs':'/r','cgroups':{'cpu_shares':18446744073709551615}}", TO_OCI, "'shares': 18446744073709551615\n");
}

static void test_mounts(void) {
    expect(OCI("'mounts':[{'destination':'/m','type':'x','source':'s','options':['bind']}]"), TO_LIBCONTAINER,
           "'device': 'bind',\n      'source': '/b/s',\n      'flags': 4096\n");
    expect(OCI("'mounts':[{'destination':'/m','options':['rbind','rslave']}]"), TO_LIBCONTAINER, "'flags': 20480");
    expect(OCI("'mounts':[{'destination':'/m','options':['ro','rw']}]"), TO_LIBCONTAINER, "'cleared_flags': 1\n");
    expect(OCI("'mounts':[{'destination':'/m','options':['rw','ro']}]"), TO_LIBCONTAINER, "'flags': 1\n");
    expect(OCI("'mounts':[{'destination':'/m','options':['a','','b=c']}]"), TO_LIBCONTAINER, "'data': 'a,,b=c'");
    expect(OCI("'mounts':[{'destination':'/m','options':['rstrictatime','rro','rrw']}]"), TO_LIBCONTAINER,
           "'Attr_set': 32,\n        'Attr_clr': 113\n");
    expect("{'mounts':[{'flags':20481,'propagation_flags':[540672]}],'rootfs':'/'}", TO_OCI,
           "'rbind',\n        'ro',\n        'rslave'\n");
    expect("{'mounts':[{'flags':147456}],'rootfs':'/'}", TO_OCI, "'runbindable'\n");
}

static void test_findings(void) {
    expect_finding("{'rootfs':1}", TO_OCI, "GTY-TYPE-001", false);
    expect_finding("{'rootfs':'/r'", TO_OCI, "GTY-JSON-001", false);
    expect_finding("{'rootfs':'/r','rlimits':[{'type':77}]}", TO_OCI, "GTY-CONVERT-001", false);
    expect_finding("{'rootfs':'/r','networks':[{'type':'veth'}]}", TO_OCI, "/networks/0", true);
    expect_finding("{'rootfs':'/r'}", TO_OCI, "GTY-CONVERT-004", true);
    expect_finding("{'rootfs':'/r'}", "{}", "GTY-OPTIONS-003", false);
    expect_finding("{'rootfs':'/r'}", "{'to':'ocf'}", "GTY-OPTIONS-006", false);
    expect_finding(OCI("'process':{'args':['x']}"), "{'to':'oci','args':['y']}", "GTY-OPTIONS-006", false);
    expect_finding("{'ociVersion':'1.2.0','root':{'path':'r'}}", "{'to':'libcontainer'}", "'pointer':'/root/path'",
                   true);
    expect_finding(OCI("'linux':{'resources':{'cpu':{'cpus':'0'},'memory':{'limit':'1'}}}"), TO_LIBCONTAINER,
                   "GTY-TYPE-001", false);
    expect_finding(OCI("'process':{'execCPUAffinity':{'initial':'3-1'}}"), TO_LIBCONTAINER, "GTY-CONVERT-001", false);
    expect_finding(OCI("'hooks':{'poststop':[{'path':'/x','timeout':9223372036854775807}]}"), TO_LIBCONTAINER,
                   "GTY-CONVERT-001", false);
    expect_finding("[]", TO_LIBCONTAINER, "GTY-TYPE-001", false);
    expect_finding("null", TO_OCI, "GTY-CONFIG-001", false);
}

// Whatever the first conversion made of it, the next ones change nothing.
static void test_stable(const char *input) {
    struct conversion first, back, again;
    convert_text(&first, input, TO_LIBCONTAINER);
    convert(&back, (const char *)first.document.data, first.document.length, "{'to':'oci','args':['x']}");
    convert(&again, (const char *)back.document.data, back.document.length, TO_LIBCONTAINER);
    bool same = first.document.length > 0 && again.document.length == first.document.length &&
                memcmp(again.document.data, first.document.data, first.document.length) == 0;
    if (!tap_ok(same, "stays as it is: %s", input))
        printf("# %.*s\n# %.*s\n# %.*s\n", (int)first.document.length, (const char *)first.document.data,
               (int)back.document.length, (const char *)back.document.data, (int)back.diagnostics.length,
               (const char *)back.diagnostics.data);
    end(&first);
    end(&back);
    end(&again);
}

#define STABLE(linux)                                                                                                  \
    "{'ociVersion':'1.2.0','process':{'args':['x'],'cwd':'/'},'root':{'path':'/r'},'linux':{'cgroupsPath':'/c'" linux  \
    "}}"

static void test_all_stable(void) {
    test_stable(STABLE(""));
    test_stable(STABLE(",\'namespaces':[{'type':'network'},{'type':'time'},{'type':'user','path':'/p'}]"));
    test_stable(STABLE(",\'devices':[{'path':'/dev/null','type':'b','major':1,'minor':2},{'path':'/x','type':'p'}]"));
    test_stable(STABLE(",\'resources':{'devices':[{'allow':true,'access':'rwm'},{'allow':false,'type':'c','major':1,"
                       "'minor':3,'access':'rwm'}]}"));
    test_stable(
        STABLE(",\'memoryPolicy':{'mode':'MPOL_DEFAULT','flags':['MPOL_F_STATIC_NODES','MPOL_F_RELATIVE_NODES']},"
               "'personality':{'domain':'LINUX'}"));
    test_stable(STABLE(",\'seccomp':{'defaultAction':'SCMP_ACT_KILL_THREAD','syscalls':[{'names':['a','b'],'action':"
                       "'SCMP_ACT_TRACE','errnoRet':0,'args':[{'index':0,'value':1,'op':'SCMP_CMP_GE'}]}]}"));
    test_stable(
        "{'ociVersion':'1.2.0','process':{'args':['x'],'cwd':'/',"
        "'execCPUAffinity':{'initial':'0,64-127,65535','final':' 1 ,, 2'},'rlimits':[{'type':'RLIMIT_CPU','soft':0,"
        "'hard':0}],'capabilities':{'bounding':['CAP_KILL']},'oomScoreAdj':0},'root':{'path':'/"
        "r','readonly':true},'linux':{'cgroupsPath':'c/d'}}");
    test_stable(
        "{'ociVersion':'1.2.0','root':{'path':'/r'},'process':{'args':['x'],'cwd':'/'},'mounts':["
        "{'destination':'/a','type':'tmpfs','source':'t','options':['noatime','nodiratime','norelatime','silent',"
        "'iversion','nolazytime','sync','dirsync','mand','remount','nosymfollow','tmpcopyup','size=1']},"
        "{'destination':'/b','source':'/s','options':['bind','private','rnosuid','rdev','rnoatime','ridmap'],"
        "'uidMappings':[{'containerID':0,'hostID':1,'size':1}],'gidMappings':[]}],'linux':{'cgroupsPath':'/c'}}");
}

int main(void) {
    test_text();
    test_mounts();
    test_findings();
    test_all_stable();
    return tap_done();
}
