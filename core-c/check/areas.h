// SPDX-License-Identifier: Apache-2.0
//
// What the files of the rules share.
#ifndef GANTRY_CHECK_AREAS_H
#define GANTRY_CHECK_AREAS_H

#include "check/check.h"
#include "model/support.h"
#include "json/find.h"

// Mappings of a kind that the kernel takes: its UID_GID_MAP_MAX_EXTENTS.
#define GTY_MAPPINGS_MAX 340

struct gty_checker {
    struct gty_arena *arena;
    struct gty_diagnostics *diagnostics;
    const struct gty_config *config;
    const struct gty_options *options;
    const struct gty_host *host;
};

// An area: all its rules.
typedef void gty_area_function(const struct gty_checker *checker);

#define AREA(name, documents) gty_area_function gty_check_##name;
#include "check/areas.def"
#undef AREA

// Adds to a finding about something that wants a namespace where that is missing, or is joined by path.
void gty_relate_namespace(const struct gty_checker *checker, struct gty_diagnostic *finding,
                          enum gty_namespace_type type);

// The value that would be right; nothing for an empty text or a NULL word, and a finding that is not kept.
void gty_suggest_text(const struct gty_checker *checker, struct gty_diagnostic *finding, struct gty_text text);
void gty_suggest_word(const struct gty_checker *checker, struct gty_diagnostic *finding, const char *word);
// "did you mean …" for a word, or `otherwise`.
const char *gty_help_nearest(const struct gty_checker *checker, const char *word, const char *otherwise);

// Ranges of ids as the kernel takes them. mappings.c
void gty_check_mapping_list(const struct gty_checker *checker, const struct gty_idmaps *maps);

// The host's facts say which paths exist, and this one does not.
bool gty_is_absent(const struct gty_checker *checker, struct gty_text path);

// A member of an object to point at, or where there is none the object.
static inline const struct gty_json *gty_at(const struct gty_json *node, const char *name) {
    const struct gty_json *member = gty_json_member(node, name);
    return member ? member : node;
}

// This version of gantry is what the config is checked for: what others accept may be refused.
static inline bool gty_for_gantry(const struct gty_checker *checker) {
    return checker->options->target == GTY_TARGET_GANTRY;
}

// Whether systemd makes the cgroups, and so reads linux.cgroupsPath and annotations. This version of gantry makes them
// itself: for it the path is one, whatever its letters.
static inline bool gty_systemd_driver(const struct gty_checker *checker) {
    return checker->host->driver == GTY_DRIVER_SYSTEMD && !gty_for_gantry(checker);
}

// It may be: for this version of gantry, or for no runtime in particular.
static inline bool gty_may_be_gantry(const struct gty_checker *checker) {
    return checker->options->target == GTY_TARGET_ANY || gty_for_gantry(checker);
}

// What a config may be advised to use: nothing that would have it refused.
static inline bool gty_may_advise(const struct gty_checker *checker, enum gty_support_name name) {
    return gty_is_supported(name) || !gty_may_be_gantry(checker);
}

// The warning about what is not supported, where the config may be for gantry; `what`: as it stands in the config.
// supported.c
void gty_warn_unsupported(const struct gty_checker *checker, const struct gty_support *support,
                          const struct gty_json *node, const char *what);
const char *gty_not_built(const struct gty_checker *checker, const struct gty_support *support);

// In quotes, for a message.
static inline const char *gty_quote(const struct gty_checker *checker, struct gty_text text) {
    return gty_text_quote(checker->arena, text).data;
}

static inline bool gty_is_absolute(struct gty_text path) { return path.length > 0 && path.data[0] == '/'; }

// A name that the kernel takes for a network interface.
bool gty_is_interface_name(struct gty_text name);

// The container gets its own namespace: it is not the host's, new or joined.
static inline bool gty_has(const struct gty_checker *checker, enum gty_namespace_type type) {
    return checker->config->namespaces[type].present;
}
static inline bool gty_is_new_namespace(const struct gty_checker *checker, enum gty_namespace_type type) {
    return gty_has(checker, type) && checker->config->namespaces[type].path.length == 0;
}

#endif
