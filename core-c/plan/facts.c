// SPDX-License-Identifier: Apache-2.0
#include "plan/facts.h"

#include <string.h>

#include "spec/read.h"

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

static void read_mode(struct gty_reader *reader, const struct gty_json *node, void *target) {
    static const char *const modes[] = {
        [GTY_CGROUP_NONE] = "none", [GTY_CGROUP_V1] = "v1", [GTY_CGROUP_V2] = "v2", [GTY_CGROUP_HYBRID] = "hybrid"};
    enum gty_cgroup_mode *mode = target;
    struct gty_text text;
    if (!gty_read_text(reader, node, &text)) return;
    for (size_t i = 0; i < sizeof modes / sizeof modes[0]; i++) {
        if (!gty_text_is(text, modes[i])) continue;
        *mode = (enum gty_cgroup_mode)i;
        return;
    }
    gty_find(reader->diagnostics, GTY_RULE_OPTIONS_VALUE, node, "the modes are v1, v2, hybrid and none",
             "there is no cgroup mode %s", gty_text_quote(reader->arena, text).data);
}

// ---- the whole ----------------------------------------------------------------------------------------------------

#define AT(member) offsetof(struct gty_facts, member)

static const struct gty_field cgroup_fields[] = {
    {"mode", GTY_FIELD_READ, .offset = AT(cgroup_mode), .read = read_mode},
    {"v1", GTY_FIELD_READ, .read = read_v1},
    {"unified", GTY_FIELD_READ, .read = read_unified},
    {"unifiedControllers", GTY_FIELD_TEXTS, .offset = AT(unified_controllers)},
};
static const struct gty_shape cgroup_shape = GTY_SHAPE(cgroup_fields);

static const struct gty_field host_fields[] = {
    {"euid", GTY_FIELD_U32, .offset = AT(euid)},
    {"kernel", GTY_FIELD_TEXT, .offset = AT(kernel)},
    {"userNamespace", GTY_FIELD_BOOL, .offset = AT(user_namespace)},
    {"cgroup", GTY_FIELD_OBJECT, .shape = &cgroup_shape},
};
static const struct gty_shape host_shape = GTY_SHAPE(host_fields);

static const struct gty_field option_fields[] = {
    {"id", GTY_FIELD_TEXT, .offset = AT(id)},
    {"bundle", GTY_FIELD_TEXT, .offset = AT(bundle)},
    {"host", GTY_FIELD_OBJECT, .shape = &host_shape},
    {"preserveFds", GTY_FIELD_U32, .offset = AT(preserve_fds)},
    {"noPivot", GTY_FIELD_BOOL, .offset = AT(no_pivot)},
    {"noNewKeyring", GTY_FIELD_BOOL, .offset = AT(no_new_keyring)},
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

static void check_facts(struct gty_reader *reader, const struct gty_json *document, const struct gty_facts *facts) {
    const struct gty_json *host = gty_json_member(document, "host"), *cgroup = gty_json_member(host, "cgroup");
    require(reader, document, "id");
    require(reader, document, "bundle");
    require(reader, document, "host");
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
        if (strncmp(item->code, "GTY-OPTIONS-", 12) != 0) item->code = gty_rules[GTY_RULE_OPTIONS_DOCUMENT].code;
        if (item->severity == GTY_ERROR) continue;
        item->severity = GTY_ERROR;
        diagnostics->errors++;
    }
}

bool gty_facts_read(struct gty_arena *arena, struct gty_diagnostics *diagnostics, const uint8_t *data, size_t length,
                    struct gty_facts *facts) {
    size_t first = diagnostics->count, errors = diagnostics->errors;
    *facts = (struct gty_facts){
        .id = EMPTY, .bundle = EMPTY, .kernel = EMPTY, .unified = {.name = EMPTY, .mount = EMPTY, .own = EMPTY}};
    struct gty_reader reader = {.arena = arena, .diagnostics = diagnostics, .unknown = GTY_RULE_OPTIONS_PROPERTY};
    const struct gty_json *document = gty_json_parse(arena, diagnostics, data, length);
    if (document && gty_read_object(&reader, document, &option_shape, facts)) check_facts(&reader, document, facts);
    rename_findings(diagnostics, first);
    return document && diagnostics->errors == errors && !arena->failed;
}
