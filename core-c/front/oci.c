// SPDX-License-Identifier: Apache-2.0
#include "front/oci.h"

#include "model/shapes.h"

// What the rules ask for in a handier form than the document has it.
static void settle(struct gty_reader *reader, struct gty_config *config) {
    config->process.present = config->process.node != NULL;
    const struct gty_json *capabilities = config->process.capabilities_node;
    config->process.capabilities_present = capabilities && capabilities->type == GTY_JSON_OBJECT;
    config->root_present = config->root_node != NULL;
    config->linux_present = config->linux_node != NULL;
    config->time_monotonic.present = config->time_monotonic.node != NULL;
    config->time_boottime.present = config->time_boottime.node != NULL;
    for (size_t i = 0; i < config->namespace_count; i++) {
        const struct gty_namespace_entry *entry = &config->namespace_list[i];
        if (!entry->type.known) continue;
        struct gty_namespace *namespace = &config->namespaces[entry->type.value];
        if (namespace->present)
            gty_relate(reader->diagnostics,
                       gty_find(reader->diagnostics, GTY_RULE_NAMESPACE_DUPLICATE, entry->node, "keep one of them",
                                "malformed spec file: duplicated ns %s",
                                gty_text_quote(reader->arena, entry->type.name).data),
                       namespace->node, "the first one");
        else
            *namespace = (struct gty_namespace){.present = true, .path = entry->path, .node = entry->node};
    }
}

static void clean_inside(struct gty_arena *arena, struct gty_texts *paths) {
    for (size_t i = 0; i < paths->count && paths->items; i++)
        paths->items[i] = gty_path_clean_rooted(arena, paths->items[i]);
}

static void clean_on_host(struct gty_arena *arena, struct gty_text *path) {
    if (path->length) *path = gty_path_clean(arena, *path);
}

// Once, so that whoever reads a path of the model reads the same. What is inside the root filesystem starts there.
// The places of mounts and bind sources, which mean something only with the bundle, have plan/paths.h.
static void clean_paths(struct gty_arena *arena, struct gty_config *config) {
    struct gty_text *cwd = &config->process.cwd;
    if (cwd->length) *cwd = gty_path_clean_rooted(arena, *cwd);
    clean_inside(arena, &config->masked_paths);
    clean_inside(arena, &config->readonly_paths);
    for (size_t i = 0; i < config->device_count; i++)
        config->devices[i].path = gty_path_clean_rooted(arena, config->devices[i].path);
    for (int type = 0; type < GTY_NS_COUNT; type++) clean_on_host(arena, &config->namespaces[type].path);
    for (int kind = 0; kind < 6; kind++)
        for (size_t i = 0; i < config->hooks[kind].count; i++) clean_on_host(arena, &config->hooks[kind].items[i].path);
}

// State and features are looked at and forgotten.
static bool read_apart(struct gty_reader *reader, const struct gty_json *document, const struct gty_shape *shape) {
    void *target = gty_arena_alloc(reader->arena, shape->size);
    if (!target) return false;
    gty_read_clear(shape, target);
    return gty_read_object(reader, document, shape, target);
}

static bool read_kind(struct gty_reader *reader, const struct gty_json *document, enum gty_input kind,
                      struct gty_config *config) {
    switch (kind) {
    case GTY_INPUT_PROCESS:
        return gty_read_object(reader, document, &gty_shape_process, &config->process);
    case GTY_INPUT_RESOURCES:
        return gty_read_object(reader, document, &gty_shape_resources, &config->resources);
    case GTY_INPUT_STATE:
        return read_apart(reader, document, &gty_shape_state);
    case GTY_INPUT_FEATURES:
        return read_apart(reader, document, &gty_shape_features);
    default:
        return gty_read_object(reader, document, &gty_shape_config, config);
    }
}

bool gty_oci_read_document(struct gty_arena *arena, struct gty_diagnostics *diagnostics,
                           const struct gty_json *document, enum gty_input kind, struct gty_config *config) {
    *config = (struct gty_config){.document = document};
    gty_read_clear(&gty_shape_config, config);
    for (int type = 0; type < GTY_NS_COUNT; type++) config->namespaces[type].path = GTY_TEXT("");
    struct gty_reader reader = {.arena = arena,
                                .diagnostics = diagnostics,
                                .unknown = GTY_RULE_PROPERTY_UNKNOWN,
                                .any_case = true,
                                .later = &config->later};
    if (document->type == GTY_JSON_NULL) {
        gty_find(diagnostics, GTY_RULE_CONFIG_NULL, document, NULL, "config cannot be null");
        return false;
    }
    if (!read_kind(&reader, document, kind, config)) return false;
    settle(&reader, config);
    clean_paths(arena, config);
    return true;
}

bool gty_oci_read(struct gty_arena *arena, struct gty_diagnostics *diagnostics, const struct gty_json *document,
                  struct gty_config *config) {
    return gty_oci_read_document(arena, diagnostics, document, GTY_INPUT_OCI, config);
}

// A document is of the first kind of which it has a property that no kind before it has.
enum gty_input gty_oci_detect(const struct gty_json *document) {
    static const struct {
        const char *property;
        enum gty_input kind;
    } signs[] = {
        {"root", GTY_INPUT_OCI},
        {"process", GTY_INPUT_OCI},
        {"mounts", GTY_INPUT_OCI},
        {"ociVersionMin", GTY_INPUT_FEATURES},
        {"ociVersionMax", GTY_INPUT_FEATURES},
        {"status", GTY_INPUT_STATE},
        {"bundle", GTY_INPUT_STATE},
        {"ociVersion", GTY_INPUT_OCI},
        {"linux", GTY_INPUT_OCI},
        {"args", GTY_INPUT_PROCESS},
        {"cwd", GTY_INPUT_PROCESS},
        {"memory", GTY_INPUT_RESOURCES},
        {"cpu", GTY_INPUT_RESOURCES},
        {"pids", GTY_INPUT_RESOURCES},
        {"blockIO", GTY_INPUT_RESOURCES},
        {"devices", GTY_INPUT_RESOURCES},
        {"unified", GTY_INPUT_RESOURCES},
        {"hugepageLimits", GTY_INPUT_RESOURCES},
        {"network", GTY_INPUT_RESOURCES},
        {"rdma", GTY_INPUT_RESOURCES},
    };
    if (document->type != GTY_JSON_OBJECT) return GTY_INPUT_OCI;
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (gty_json_member(document, signs[i].property)) return signs[i].kind;
    return GTY_INPUT_OCI;
}
