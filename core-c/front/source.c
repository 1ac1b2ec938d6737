// SPDX-License-Identifier: Apache-2.0
#include "front/source.h"

#include "front/libcontainer/libcontainer.h"
#include "front/ocf/ocf.h"
#include "json/find.h"

static bool has(const struct gty_json *object, const char *name) { return gty_json_member(object, name) != NULL; }

// Mounts of 2015 have a name and a path; those of a runtime.json are an object by name.
static bool has_old_mounts(const struct gty_json *document) {
    const struct gty_json *mounts = gty_json_member(document, "mounts");
    if (!mounts) return false;
    if (mounts->type == GTY_JSON_OBJECT) return true;
    const struct gty_json *mount = mounts->type == GTY_JSON_ARRAY ? mounts->first : NULL;
    return mount && has(mount, "path") && !has(mount, "destination");
}

static enum gty_input language_of(const struct gty_json *document) {
    static const char *const libcontainer[] = {"rootfs", "root_fs", "mount_config", "namespaces", "cgroups"};
    if (has(document, "ociVersion")) return GTY_INPUT_OCI;
    for (size_t i = 0; i < sizeof libcontainer / sizeof libcontainer[0]; i++)
        if (has(document, libcontainer[i])) return GTY_INPUT_LIBCONTAINER;
    bool old = has(document, "version") && (has(document, "platform") || has(document, "root"));
    return old || has_old_mounts(document) ? GTY_INPUT_OCF : GTY_INPUT_OCI;
}

static bool read_pair(struct gty_arena *arena, struct gty_diagnostics *diagnostics, const struct gty_json *config,
                      struct gty_source *source) {
    struct gty_text input = diagnostics->input;
    size_t start = diagnostics->second_document;
    const struct gty_json *runtime = NULL;
    if (start > 0) {
        runtime = gty_json_parse_part(arena, diagnostics, (const uint8_t *)input.data, start, input.length);
        if (!runtime) return false;
    }
    source->config = gty_ocf_translate(arena, diagnostics, config, runtime);
    return source->config != NULL;
}

bool gty_source_read(struct gty_arena *arena, struct gty_diagnostics *diagnostics, enum gty_input language,
                     struct gty_source *source) {
    struct gty_text input = diagnostics->input;
    size_t end = diagnostics->second_document ? diagnostics->second_document : input.length;
    struct gty_json *document = gty_json_parse_part(arena, diagnostics, (const uint8_t *)input.data, 0, end);
    if (!document) return false;
    *source = (struct gty_source){.language = language, .document = document, .config = document};
    if (language == GTY_INPUT_AUTO) source->language = language_of(document);
    if (source->language == GTY_INPUT_OCF) return read_pair(arena, diagnostics, document, source);
    if (diagnostics->second_document)
        gty_find(diagnostics, GTY_RULE_OCF_SECOND, document, "leave the second document out",
                 "only a config of 2015 has a runtime.json: the second document is not read");
    if (source->language == GTY_INPUT_LIBCONTAINER) gty_libcontainer_translate(arena, diagnostics, document, source);
    return true;
}
