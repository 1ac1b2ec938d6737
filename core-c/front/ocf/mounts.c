// SPDX-License-Identifier: Apache-2.0
//
// A mount of 2015 is in two documents: the config.json says where it is, the runtime.json by the same name what it is.
#include <stdlib.h>
#include <string.h>

#include "front/ocf/parts.h"

static int compare_mounts(const void *a, const void *b) {
    const struct gty_ocf_mount *x = a, *y = b;
    return gty_text_compare(x->mount->key, y->mount->key);
}

void gty_ocf_list_mounts(struct gty_translator *translator, struct gty_ocf_pair *pair) {
    const struct gty_json *mounts = gty_member_of(pair->runtime, "mounts");
    pair->runtime_mounts = mounts;
    if (!mounts || mounts->type != GTY_JSON_OBJECT || mounts->count == 0) return;
    pair->mounts = gty_arena_array(translator->reader.arena, mounts->count, sizeof *pair->mounts);
    if (!pair->mounts) return;
    for (const struct gty_json *mount = mounts->first; mount; mount = mount->next)
        if (mount->type != GTY_JSON_NULL) pair->mounts[pair->mount_count++].mount = mount;
    qsort(pair->mounts, pair->mount_count, sizeof *pair->mounts, compare_mounts);
}

static int compare_name(const void *name, const void *mount) {
    return gty_text_compare(*(const struct gty_text *)name, ((const struct gty_ocf_mount *)mount)->mount->key);
}

// What is mounted at a place of the config.json; NULL, with a finding, if the runtime.json does not say.
static const struct gty_json *find_mount(struct gty_translator *translator, const struct gty_json *point) {
    struct gty_ocf_pair *pair = translator->state;
    struct gty_reader *reader = &translator->reader;
    const struct gty_json *node = gty_member_of(point, "name");
    struct gty_text name = GTY_TEXT("");
    if (!pair->runtime || (node && !gty_read_text(reader, node, &name))) return NULL;
    struct gty_ocf_mount *found = NULL;
    if (pair->mount_count > 0)
        found = bsearch(&name, pair->mounts, pair->mount_count, sizeof *pair->mounts, compare_name);
    if (!found) {
        struct gty_diagnostic *finding =
            gty_find(reader->diagnostics, GTY_RULE_OCF_MOUNT_UNDEFINED, node ? node : point,
                     "the mounts of the runtime.json say by that name what is mounted",
                     "mount with name %s not found in the runtime.json", gty_text_quote(reader->arena, name).data);
        if (pair->runtime_mounts)
            gty_relate(reader->diagnostics, finding, pair->runtime_mounts, "the mounts of the runtime.json");
        return NULL;
    }
    if (found->point) {
        struct gty_diagnostic *finding =
            gty_find(reader->diagnostics, GTY_RULE_OCF_MOUNT_TWICE, node ? node : point, "give each mount its own name",
                     "mount %s is named twice", gty_text_quote(reader->arena, name).data);
        gty_relate(reader->diagnostics, finding, found->point, "here for the first time");
    }
    found->point = point;
    return found->mount;
}

static const struct gty_rename point_rows[] = {
    {"name", gty_move_none, NULL, NULL},
    {"path", gty_move, "destination", NULL},
};
static const struct gty_renames point_table = GTY_RENAMES(point_rows);

static const struct gty_rename mount_rows[] = {
    {"type", gty_move_set, "type", NULL},
    {"source", gty_move_set, "source", NULL},
    {"options", gty_move_set, "options", NULL},
};
static const struct gty_renames mount_table = GTY_RENAMES(mount_rows);

void gty_ocf_move_mounts(struct gty_translator *translator, const struct gty_rename *row, const struct gty_json *value,
                         struct gty_json *into) {
    struct gty_arena *arena = translator->reader.arena;
    if (!gty_read_type(&translator->reader, value, GTY_JSON_ARRAY)) return;
    struct gty_tree_end end = {.container = gty_tree_new(arena, GTY_JSON_ARRAY, value)};
    for (const struct gty_json *point = value->first; point; point = point->next) {
        struct gty_json *made = gty_tree_new(arena, GTY_JSON_OBJECT, point);
        gty_translate(translator, &point_table, point, made);
        const struct gty_json *mount = point->type == GTY_JSON_OBJECT ? find_mount(translator, point) : NULL;
        if (!mount) continue;
        gty_translate(translator, &mount_table, mount, made);
        gty_tree_add(&end, GTY_TEXT(""), made);
    }
    gty_set(translator, into, row->to, end.container, value);
}

void gty_ocf_report_unnamed(struct gty_translator *translator, const struct gty_ocf_pair *pair) {
    struct gty_reader *reader = &translator->reader;
    for (size_t i = 0; i < pair->mount_count; i++) {
        const struct gty_json *mount = pair->mounts[i].mount;
        if (!pair->mounts[i].point)
            gty_find(reader->diagnostics, GTY_RULE_OCF_MOUNT_UNNAMED, mount,
                     "the mounts of the config.json say by that name where it is mounted",
                     "mount %s is not in the config.json, so it is not made",
                     gty_text_quote(reader->arena, mount->key).data);
    }
}
