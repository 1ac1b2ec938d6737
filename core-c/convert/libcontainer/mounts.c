// SPDX-License-Identifier: Apache-2.0
//
// Mount options as the numbers of mount(2) and mount_setattr(2), and what is left over as the filesystem's data.
#include <string.h>

#include "convert/libcontainer/parts.h"
#include "tables/kernel.h"
#include "tables/mount_options.h"

struct mount {
    struct gty_translator *translator;
    uint32_t flags, cleared;
    struct gty_tree_end propagation;
    bool recursive;
    uint64_t recursive_set, recursive_clear;
    uint32_t extensions;
    bool id_mapped, id_mapped_below;
    struct gty_buffer data;
};

static bool read_flag(struct mount *mount, struct gty_text option) {
    for (const struct gty_mount_flag *row = gty_mount_flags; row->flag; row++) {
        if (gty_text_is(option, row->set)) {
            mount->flags |= row->flag;
            mount->cleared &= ~row->flag;
            return true;
        }
        if (row->clear && gty_text_is(option, row->clear)) {
            mount->flags &= ~row->flag;
            mount->cleared |= row->flag;
            return true;
        }
    }
    return false;
}

static bool read_propagation(struct mount *mount, struct gty_text option, const struct gty_json *origin) {
    uint64_t flags;
    if (!gty_word_value(gty_propagation_name_words, option, &flags)) return false;
    gty_tree_add(&mount->propagation, GTY_TEXT(""),
                 gty_tree_number(mount->translator->reader.arena, (int64_t)flags, origin));
    return true;
}

static bool read_recursive(struct mount *mount, const struct gty_mount_option *row) {
    switch (row->kind) {
    case GTY_OPTION_REC_SET:
        mount->recursive_set |= row->value;
        mount->recursive_clear &= ~(uint64_t)row->value;
        break;
    case GTY_OPTION_REC_CLEAR:
        mount->recursive_clear |= row->value;
        mount->recursive_set &= ~(uint64_t)row->value;
        break;
    case GTY_OPTION_REC_ATIME:
        mount->recursive_set = (mount->recursive_set & ~(uint64_t)GTY_ATTR_ATIME) | row->value;
        mount->recursive_clear |= GTY_ATTR_ATIME;
        break;
    default:
        return false;
    }
    mount->recursive = true;
    return true;
}

// Options that neither mount(2) nor the filesystem knows.
static bool read_other(struct mount *mount, struct gty_text option) {
    for (const struct gty_mount_option *row = gty_mount_options; row->name; row++)
        if (gty_text_is(option, row->name) && read_recursive(mount, row)) return true;
    bool id_mapped = gty_text_is(option, "idmap"), below = gty_text_is(option, "ridmap");
    mount->id_mapped = mount->id_mapped || id_mapped || below;
    if (id_mapped || below) mount->id_mapped_below = below;
    bool copy_up = gty_text_is(option, "tmpcopyup");
    if (copy_up) mount->extensions |= GTY_LIBCONTAINER_COPY_UP;
    return id_mapped || below || copy_up || gty_text_is(option, "defaults");
}

static void read_option(struct mount *mount, const struct gty_json *option) {
    struct gty_text text = option->text;
    if (read_propagation(mount, text, option) || read_flag(mount, text) || read_other(mount, text)) return;
    if (mount->data.length > 0) gty_buffer_byte(&mount->data, ',');
    gty_buffer_bytes(&mount->data, text.data, text.length);
}

static void set_number(struct mount *mount, struct gty_json *made, const char *name, uint64_t value,
                       const struct gty_json *origin) {
    if (value == 0) return;
    struct gty_json *number = gty_tree_number(mount->translator->reader.arena, (int64_t)value, origin);
    gty_set(mount->translator, made, name, number, origin);
}

static void set_id_mapping(struct mount *mount, const struct gty_json *element, struct gty_json *made) {
    static const struct gty_rename rows[] = {
        {"uidMappings", gty_move_list, "id_mapping.uid_mappings", &gty_to_libcontainer_ids},
        {"gidMappings", gty_move_list, "id_mapping.gid_mappings", &gty_to_libcontainer_ids},
    };
    static const struct gty_renames table = GTY_RENAMES(rows);
    struct gty_arena *arena = mount->translator->reader.arena;
    if (!mount->id_mapped && !gty_member_of(element, "uidMappings") && !gty_member_of(element, "gidMappings")) return;
    struct gty_json *mapping = gty_tree_new(arena, GTY_JSON_OBJECT, element);
    if (mount->id_mapped_below)
        gty_set(mount->translator, mapping, "recursive", gty_tree_bool(arena, true, element), element);
    gty_set(mount->translator, made, "id_mapping", mapping, element);
    gty_translate(mount->translator, &table, element, made);
}

static void set_bind(struct mount *mount, const struct gty_json *element, struct gty_json *made) {
    const struct gty_json *source = gty_member_of(element, "source");
    gty_set(mount->translator, made, "device", gty_make_text(mount->translator, "bind", element), element);
    if (source) gty_set(mount->translator, made, "source", gty_to_host_path(mount->translator, source), element);
}

static void finish_mount(struct gty_translator *translator, const struct gty_json *element, struct gty_json *made) {
    struct gty_arena *arena = translator->reader.arena;
    const struct gty_json *options = gty_member_of(element, "options");
    struct mount mount = {.translator = translator};
    gty_buffer_init(&mount.data, arena);
    mount.propagation.container = gty_tree_new(arena, GTY_JSON_ARRAY, options ? options : element);
    for (const struct gty_json *option = options ? options->first : NULL; option; option = option->next)
        read_option(&mount, option);
    const struct gty_json *origin = options ? options : element;
    if (mount.flags & GTY_MS_BIND) set_bind(&mount, element, made);
    set_number(&mount, made, "flags", mount.flags, origin);
    set_number(&mount, made, "cleared_flags", mount.cleared, origin);
    if (mount.propagation.last) gty_set(translator, made, "propagation_flags", mount.propagation.container, element);
    if (mount.data.length > 0) {
        struct gty_text data = gty_text_copy(arena, (const char *)mount.data.data, mount.data.length);
        gty_set(translator, made, "data", gty_tree_text(arena, data, origin), element);
    }
    if (mount.recursive) {
        set_number(&mount, made, "rec_attr.Attr_set", mount.recursive_set, origin);
        set_number(&mount, made, "rec_attr.Attr_clr", mount.recursive_clear, origin);
    }
    set_number(&mount, made, "extensions", mount.extensions, origin);
    set_id_mapping(&mount, element, made);
}

static const struct gty_rename rows[] = {
    {"destination", gty_move, "destination", NULL},
    {"type", gty_move, "device", NULL},
    {"source", gty_move, "source", NULL},
    {"options", gty_move_none, NULL, NULL}, // when all properties are there, as the next two
    {"uidMappings", gty_move_none, NULL, NULL},
    {"gidMappings", gty_move_none, NULL, NULL},
};
const struct gty_elements gty_to_libcontainer_mounts = {GTY_RENAMES(rows), finish_mount};
