// SPDX-License-Identifier: Apache-2.0
#include "model/facts.h"

#include <string.h>

#include "model/read.h"

#define EMPTY GTY_TEXT("")
// The id becomes the name of a directory.
#define ID_MAX 255

// ---- cgroup hierarchies -------------------------------------------------------------------------------------------

static const struct gty_field hierarchy_fields[] = {
    {"controllers", GTY_FIELD_TEXTS, .offset = offsetof(struct gty_hierarchy, controllers)},
    {"name", GTY_FIELD_TEXT, .offset = offsetof(struct gty_hierarchy, name)},
    {"mount", GTY_FIELD_TEXT, .offset = offsetof(struct gty_hierarchy, mount)},
    {"own", GTY_FIELD_TEXT, .offset = offsetof(struct gty_hierarchy, own)},
};
static const struct gty_shape hierarchy_shape = GTY_SHAPE(hierarchy_fields);

static bool is_absolute(struct gty_text path) { return path.length > 0 && path.data[0] == '/'; }

static void check_absolute(struct gty_reader *reader, const struct gty_json *node, struct gty_text path,
                           const char *name) {
    if (!is_absolute(path))
        gty_find(reader->diagnostics, GTY_RULE_OPTIONS_PATH, node, NULL, "%s must be an absolute path", name);
}

static void read_hierarchy(struct gty_reader *reader, const struct gty_json *node, void *target) {
    struct gty_hierarchy *hierarchy = target;
    *hierarchy = (struct gty_hierarchy){.name = EMPTY, .mount = EMPTY, .own = EMPTY};
    if (!gty_read_object(reader, node, &hierarchy_shape, hierarchy)) return;
    check_absolute(reader, node, hierarchy->mount, "mount");
    check_absolute(reader, node, hierarchy->own, "own");
}

static void read_v1(struct gty_reader *reader, const struct gty_json *node, void *target) {
    struct gty_facts *facts = target;
    facts->v1 = gty_read_array(reader, node, sizeof *facts->v1, read_hierarchy, &facts->v1_count);
}

static void read_unified(struct gty_reader *reader, const struct gty_json *node, void *target) {
    struct gty_facts *facts = target;
    facts->unified_present = true;
    read_hierarchy(reader, node, &facts->unified);
}

// The index of a word among `names`, or -1 and a report.
static int read_word(struct gty_reader *reader, const struct gty_json *node, const char *const *names, size_t count,
                     const char *help) {
    struct gty_text text;
    if (!gty_read_text(reader, node, &text)) return -1;
    for (size_t i = 0; i < count; i++)
        if (gty_text_is(text, names[i])) return (int)i;
    gty_find(reader->diagnostics, GTY_RULE_OPTIONS_VALUE, node, help, "%s cannot be %s", gty_read_path(reader, node),
             gty_text_quote(reader->arena, text).data);
    return -1;
}
#define WORD(names, help) read_word(reader, node, (names), sizeof(names) / sizeof *(names), (help))

static void read_mode(struct gty_reader *reader, const struct gty_json *node, void *target) {
    static const char *const modes[] = {
        [GTY_CGROUP_NONE] = "none", [GTY_CGROUP_V1] = "v1", [GTY_CGROUP_V2] = "v2", [GTY_CGROUP_HYBRID] = "hybrid"};
    int mode = WORD(modes, "the modes are v1, v2, hybrid and none");
    if (mode >= 0) *(enum gty_cgroup_mode *)target = (enum gty_cgroup_mode)mode;
}

static void read_driver(struct gty_reader *reader, const struct gty_json *node, void *target) {
    static const char *const drivers[] = {"cgroupfs", "systemd"};
    int driver = WORD(drivers, "the drivers are cgroupfs and systemd");
    if (driver >= 0) *(enum gty_cgroup_driver *)target = driver ? GTY_DRIVER_SYSTEMD : GTY_DRIVER_CGROUPFS;
}

static void read_input(struct gty_reader *reader, const struct gty_json *node, void *target) {
    static const char *const inputs[] = {[GTY_INPUT_AUTO] = "auto",       [GTY_INPUT_OCI] = "oci",
                                         [GTY_INPUT_OCF] = "ocf",         [GTY_INPUT_LIBCONTAINER] = "libcontainer",
                                         [GTY_INPUT_PROCESS] = "process", [GTY_INPUT_RESOURCES] = "resources",
                                         [GTY_INPUT_STATE] = "state",     [GTY_INPUT_FEATURES] = "features"};
    int input = WORD(inputs, "the languages are auto, oci, ocf, libcontainer, process, resources, state and features");
    if (input >= 0) *(enum gty_input *)target = (enum gty_input)input;
}

static void read_to(struct gty_reader *reader, const struct gty_json *node, void *target) {
    static const char *const languages[] = {"oci", "libcontainer"};
    int language = WORD(languages, "configs are converted to oci and libcontainer");
    if (language >= 0) *(enum gty_input *)target = language ? GTY_INPUT_LIBCONTAINER : GTY_INPUT_OCI;
}

static void read_target(struct gty_reader *reader, const struct gty_json *node, void *target) {
    static const char *const targets[] = {[GTY_TARGET_ANY] = "any",
                                          [GTY_TARGET_GANTRY] = "gantry",
                                          [GTY_TARGET_RUNC] = "runc",
                                          [GTY_TARGET_CRUN] = "crun"};
    int runtime = WORD(targets, "the targets are any, gantry, runc and crun");
    if (runtime >= 0) *(enum gty_target *)target = (enum gty_target)runtime;
}

static void read_spec(struct gty_reader *reader, const struct gty_json *node, void *target) {
    static const char *const versions[] = {"1.0", "1.1", "1.2", "1.3"};
    int version = WORD(versions, "the versions are 1.0, 1.1, 1.2 and 1.3");
    if (version >= 0) *(struct gty_text *)target = (struct gty_text){versions[version], 3};
}

static void read_known(struct gty_reader *reader, const struct gty_json *node, void *target) {
    if (gty_read_type(reader, node, GTY_JSON_BOOL)) *(enum gty_known *)target = node->boolean ? GTY_YES : GTY_NO;
}

// ---- the whole ----------------------------------------------------------------------------------------------------

#define AT(member) offsetof(struct gty_facts, member)

static const struct gty_field cgroup_fields[] = {
    {"mode", GTY_FIELD_READ, .offset = AT(cgroup_mode), .read = read_mode},
    {"v1", GTY_FIELD_READ, .read = read_v1},
    {"unified", GTY_FIELD_READ, .read = read_unified},
    {"unifiedControllers", GTY_FIELD_TEXTS, .offset = AT(unified_controllers)},
    {"driver", GTY_FIELD_READ, .offset = AT(driver), .read = read_driver},
};
static const struct gty_shape cgroup_shape = GTY_SHAPE(cgroup_fields);

static const struct gty_field host_fields[] = {
    {"euid", GTY_FIELD_ID, .offset = AT(euid)},
    {"kernel", GTY_FIELD_TEXT, .offset = AT(kernel)},
    {"userNamespace", GTY_FIELD_BOOL, .offset = AT(user_namespace)},
    {"cgroup", GTY_FIELD_OBJECT, .shape = &cgroup_shape},
    {"rootless", GTY_FIELD_BOOL, .offset = AT(rootless)},
    {"noPivot", GTY_FIELD_BOOL, .offset = AT(no_pivot)},
    {"apparmor", GTY_FIELD_READ, .offset = AT(apparmor), .read = read_known},
    {"selinux", GTY_FIELD_READ, .offset = AT(selinux), .read = read_known},
    {"rdt", GTY_FIELD_READ, .offset = AT(rdt), .read = read_known},
    {"kcore", GTY_FIELD_READ, .offset = AT(kcore), .read = read_known},
    {"paths", GTY_FIELD_TEXTS, .offset = AT(paths)},
};
static const struct gty_shape host_shape = GTY_SHAPE(host_fields);

static const struct gty_field option_fields[] = {
    {"id", GTY_FIELD_TEXT, .offset = AT(id)},
    {"bundle", GTY_FIELD_TEXT, .offset = AT(bundle)},
    {"host", GTY_FIELD_OBJECT, .shape = &host_shape},
    {"input", GTY_FIELD_READ, .offset = AT(input), .read = read_input},
    {"secondDocument", GTY_FIELD_U32, .offset = AT(second_document)},
    {"to", GTY_FIELD_READ, .offset = AT(to), .read = read_to},
    {"args", GTY_FIELD_TEXTS, .offset = AT(args)},
    {"target", GTY_FIELD_READ, .offset = AT(target), .read = read_target},
    {"spec", GTY_FIELD_READ, .offset = AT(spec), .read = read_spec},
    {"rootless", GTY_FIELD_BOOL, .offset = AT(rootless)},
    {"advice", GTY_FIELD_BOOL, .offset = AT(advice)},
    {"preserveFds", GTY_FIELD_U32, .offset = AT(preserve_fds)},
    {"noPivot", GTY_FIELD_BOOL, .offset = AT(no_pivot)},
    {"noNewKeyring", GTY_FIELD_BOOL, .offset = AT(no_new_keyring)},
    {"reaper", GTY_FIELD_BOOL, .offset = AT(reaper)},
    {"detached", GTY_FIELD_BOOL, .offset = AT(detached)},
};
static const struct gty_shape option_shape = GTY_SHAPE(option_fields);

static void require(struct gty_reader *reader, const struct gty_json *object, const char *name) {
    if (object && object->type == GTY_JSON_OBJECT && !gty_json_member(object, name))
        gty_find(reader->diagnostics, GTY_RULE_OPTIONS_MISSING, object, NULL, "%s has no %s",
                 gty_read_path(reader, object), name);
}

static bool is_id(struct gty_text id) {
    if (id.length > ID_MAX || gty_text_is(id, ".") || gty_text_is(id, "..")) return false;
    for (size_t i = 0; i < id.length; i++) {
        char c = id.data[i], letter = (char)(c | 0x20);
        bool good = (letter >= 'a' && letter <= 'z') || (c >= '0' && c <= '9') || (c && strchr("_+-.", c));
        if (!good) return false;
    }
    return true;
}

static void check_id(struct gty_reader *reader, const struct gty_json *document, struct gty_text id) {
    const struct gty_json *node = gty_json_member(document, "id");
    if (!node || node->type != GTY_JSON_STRING) return;
    if (node->text.length == 0)
        gty_find(reader->diagnostics, GTY_RULE_OPTIONS_ID, node, NULL, "container id cannot be empty");
    else if (!is_id(id))
        gty_find(reader->diagnostics, GTY_RULE_OPTIONS_ID, node, "use letters, digits, _ + - and .",
                 "invalid container ID format");
}

static void check_facts(struct gty_reader *reader, const struct gty_json *document, enum gty_purpose purpose,
                        const struct gty_facts *facts) {
    const struct gty_json *host = gty_json_member(document, "host"), *cgroup = gty_json_member(host, "cgroup");
    if (purpose == GTY_TO_COMPILE) {
        require(reader, document, "id");
        require(reader, document, "bundle");
        require(reader, document, "host");
    }
    if (purpose == GTY_TO_CONVERT) require(reader, document, "to");
    require(reader, host, "cgroup");
    require(reader, cgroup, "mode");
    check_id(reader, document, facts->id);
    const struct gty_json *bundle = gty_json_member(document, "bundle");
    if (bundle && bundle->type == GTY_JSON_STRING) check_absolute(reader, bundle, facts->bundle, "bundle");
    bool needs_unified = facts->cgroup_mode == GTY_CGROUP_V2 || facts->cgroup_mode == GTY_CGROUP_HYBRID;
    if (needs_unified) require(reader, cgroup, "unified");
}

// To whoever reads the findings, the options are one thing, whatever is wrong with them; and no program writes options
// that deserve a warning.
static void rename_findings(struct gty_diagnostics *diagnostics, size_t first) {
    for (size_t i = first; i < diagnostics->count; i++) {
        struct gty_diagnostic *item = &diagnostics->items[i];
        if (strncmp(item->rule->code, "GTY-OPTIONS-", 12) == 0) continue;
        if (item->rule->severity != GTY_ERROR) diagnostics->errors++;
        item->rule = &gty_rules[GTY_RULE_OPTIONS_DOCUMENT];
    }
}

bool gty_facts_read(struct gty_arena *arena, struct gty_diagnostics *diagnostics, struct gty_text options,
                    enum gty_purpose purpose, struct gty_facts *facts) {
    size_t first = diagnostics->count, errors = diagnostics->errors;
    *facts = (struct gty_facts){.id = EMPTY,
                                .bundle = EMPTY,
                                .spec = EMPTY,
                                .kernel = EMPTY,
                                .unified = {.name = EMPTY, .mount = EMPTY, .own = EMPTY}};
    struct gty_reader reader = {.arena = arena, .diagnostics = diagnostics, .unknown = GTY_RULE_OPTIONS_PROPERTY};
    const struct gty_json *document = gty_json_parse(arena, diagnostics, (const uint8_t *)options.data, options.length);
    if (document && gty_read_object(&reader, document, &option_shape, facts)) {
        check_facts(&reader, document, purpose, facts);
        facts->host_present = gty_json_member(document, "host");
        facts->paths_present = gty_json_member(gty_json_member(document, "host"), "paths");
    }
    // What is planned is planned for this version of gantry.
    if (purpose == GTY_TO_COMPILE) facts->target = GTY_TARGET_GANTRY;
    rename_findings(diagnostics, first);
    return document && diagnostics->errors == errors && !arena->failed;
}

// ---- questions ------------------------------------------------------------------------------------------------------

bool gty_texts_have(const struct gty_texts *texts, const char *word) {
    for (size_t i = 0; i < texts->count; i++)
        if (gty_text_is(texts->items[i], word)) return true;
    return false;
}

const struct gty_hierarchy *gty_v1_hierarchy(const struct gty_facts *facts, const char *controller) {
    for (size_t i = 0; i < facts->v1_count; i++)
        if (gty_texts_have(&facts->v1[i].controllers, controller)) return &facts->v1[i];
    return NULL;
}

bool gty_on_unified(const struct gty_facts *facts, const char *controller) {
    return facts->unified_present && !gty_v1_hierarchy(facts, controller) &&
           gty_texts_have(&facts->unified_controllers, controller);
}

// A number of a release, and `at` behind the dot after it.
static uint64_t read_part(struct gty_text text, size_t *at) {
    size_t start = *at;
    uint64_t number = 0;
    while (*at < text.length && text.data[*at] >= '0' && text.data[*at] <= '9') (*at)++;
    gty_text_to_u64((struct gty_text){text.data + start, *at - start}, &number);
    (*at)++;
    return number;
}

bool gty_kernel_is_older(const struct gty_facts *facts, uint64_t major, uint64_t minor) {
    size_t at = 0;
    uint64_t host_major = read_part(facts->kernel, &at), host_minor = read_part(facts->kernel, &at);
    return host_major && (host_major < major || (host_major == major && host_minor < minor));
}
