// SPDX-License-Identifier: Apache-2.0
//
// mounts: numbers for mount(2) and mount_setattr(2), and the filesystem's own options in one text.
#include <string.h>

#include "front/libcontainer/parts.h"
#include "tables/kernel.h"
#include "tables/mount_options.h"

struct options {
    struct gty_translator *translator;
    struct gty_tree_end end;
};

static void add(struct options *options, const char *word, const struct gty_json *origin) {
    gty_tree_add(&options->end, GTY_TEXT(""), gty_make_text(options->translator, word, origin));
}

// The number of a property; 0 if it is absent or none.
static uint64_t number_of(struct options *options, const struct gty_json *value) {
    struct gty_number number = {0};
    if (value) gty_read_number(&options->translator->reader, value, GTY_I64, &number);
    return (uint64_t)number.value;
}

static void add_flags(struct options *options, const struct gty_json *value) {
    uint64_t flags = number_of(options, value), left = flags;
    for (const struct gty_mount_flag *row = gty_mount_flags; row->flag; row++) {
        // MS_REC goes with a bind mount and with a propagation, and both may be there.
        bool all = (flags & row->flag) == row->flag, rest = left & row->flag & ~GTY_MS_REC;
        if (!all || !rest) continue;
        add(options, row->set, value);
        left &= ~(uint64_t)row->flag;
    }
    if (left) gty_report_unknown(options->translator, value, "it has flags of mount(2) that no option stands for");
}

static void add_cleared(struct options *options, const struct gty_json *value) {
    uint64_t left = number_of(options, value);
    for (const struct gty_mount_flag *row = gty_mount_flags; row->flag; row++)
        if (row->clear && left & row->flag) {
            add(options, row->clear, value);
            left &= ~(uint64_t)row->flag;
        }
    if (left) gty_report_unknown(options->translator, value, "it has flags of mount(2) that no option takes back");
}

static void add_propagation(struct options *options, const struct gty_json *value) {
    if (!value || !gty_read_type(&options->translator->reader, value, GTY_JSON_ARRAY)) return;
    for (const struct gty_json *element = value->first; element; element = element->next) {
        const char *word = gty_word_name(gty_propagation_name_words, number_of(options, element));
        if (word)
            add(options, word, element);
        else
            gty_report_unknown(options->translator, element, NULL);
    }
}

// struct mount_attr, whose names Go's JSON writes as its own.
static void add_recursive(struct options *options, const struct gty_json *value) {
    static const struct gty_rename rows[] = {
        {"Attr_set", gty_move_none, NULL, NULL},
        {"Attr_clr", gty_move_none, NULL, NULL},
        {"Propagation", gty_move_lost, NULL, NULL},
        {"Userns_fd", gty_move_lost, NULL, NULL},
    };
    static const struct gty_renames table = GTY_RENAMES(rows);
    if (!value) return;
    gty_translate(options->translator, &table, value, options->end.container);
    uint64_t set = number_of(options, gty_member_of(value, "Attr_set"));
    uint64_t clear = number_of(options, gty_member_of(value, "Attr_clr"));
    uint64_t atime = set & GTY_ATTR_ATIME, left = (set | clear) & ~(uint64_t)GTY_ATTR_ATIME;
    for (const struct gty_mount_option *row = gty_mount_options; row->name; row++) {
        bool sets = row->kind == GTY_OPTION_REC_SET && set & row->value;
        bool clears = row->kind == GTY_OPTION_REC_CLEAR && clear & row->value;
        bool is_atime = row->kind == GTY_OPTION_REC_ATIME && clear & GTY_ATTR_ATIME && row->value == atime;
        if (!sets && !clears && !is_atime) continue;
        // Several words have the value of relatime: one is enough.
        if (is_atime && strcmp(row->name, "ratime") == 0) continue;
        add(options, row->name, value);
        if (is_atime) clear &= ~(uint64_t)GTY_ATTR_ATIME;
        left &= ~(uint64_t)row->value;
    }
    if (left) gty_report_unknown(options->translator, value, "it has bits of mount_setattr(2) without an option");
}

static void add_extensions(struct options *options, const struct gty_json *value) {
    uint64_t extensions = number_of(options, value);
    if (extensions & GTY_LIBCONTAINER_COPY_UP) add(options, "tmpcopyup", value);
    if (extensions & ~(uint64_t)GTY_LIBCONTAINER_COPY_UP) gty_report_unknown(options->translator, value, NULL);
}

static void add_data(struct options *options, const struct gty_json *value) {
    struct gty_text data;
    if (!value || !gty_read_text(&options->translator->reader, value, &data)) return;
    struct gty_arena *arena = options->translator->reader.arena;
    while (data.length > 0) {
        const char *comma = memchr(data.data, ',', data.length);
        size_t length = comma ? (size_t)(comma - data.data) : data.length;
        gty_tree_add(&options->end, GTY_TEXT(""), gty_tree_text(arena, gty_text_copy(arena, data.data, length), value));
        data.data += length + (comma ? 1 : 0);
        data.length -= length + (comma ? 1 : 0);
    }
}

static void add_id_mapping(struct options *options, const struct gty_json *value, struct gty_json *mount) {
    static const struct gty_rename rows[] = {
        {"recursive", gty_move_none, NULL, NULL},
        {"userns_path", gty_move_none, NULL, NULL}, // the container's, which is what no mappings mean
        {"uid_mappings", gty_move_list, "uidMappings", &gty_libcontainer_ids},
        {"gid_mappings", gty_move_list, "gidMappings", &gty_libcontainer_ids},
    };
    static const struct gty_renames table = GTY_RENAMES(rows);
    if (!value) return;
    gty_translate(options->translator, &table, value, mount);
    const struct gty_json *recursive = gty_member_of(value, "recursive");
    add(options, recursive && recursive->type == GTY_JSON_BOOL && recursive->boolean ? "ridmap" : "idmap", value);
}

static void finish_mount(struct gty_translator *translator, const struct gty_json *element, struct gty_json *made) {
    struct options options = {.translator = translator};
    options.end.container = gty_tree_new(translator->reader.arena, GTY_JSON_ARRAY, element);
    add_flags(&options, gty_member_of(element, "flags"));
    add_cleared(&options, gty_member_of(element, "cleared_flags"));
    add_propagation(&options, gty_member_of(element, "propagation_flags"));
    add_recursive(&options, gty_member_of(element, "rec_attr"));
    add_extensions(&options, gty_member_of(element, "extensions"));
    add_id_mapping(&options, gty_member_of(element, "id_mapping"), made);
    add_data(&options, gty_member_of(element, "data"));
    if (options.end.last) gty_set(translator, made, "options", options.end.container, element);
}

static const struct gty_rename rows[] = {
    {"source", gty_move_set, "source", NULL},
    {"destination", gty_move, "destination", NULL},
    {"device", gty_move_set, "type", NULL},
    // What the options are made of.
    {"flags", gty_move_none, NULL, NULL},
    {"cleared_flags", gty_move_none, NULL, NULL},
    {"propagation_flags", gty_move_none, NULL, NULL},
    {"data", gty_move_none, NULL, NULL},
    {"rec_attr", gty_move_none, NULL, NULL},
    {"extensions", gty_move_none, NULL, NULL},
    {"id_mapping", gty_move_none, NULL, NULL},
    {"relabel", gty_move_lost, NULL, "label the source before the container is made"},
    {"premount_cmds", gty_move_lost, NULL, "run them in a hook"},
    {"postmount_cmds", gty_move_lost, NULL, "run them in a hook"},
};
const struct gty_elements gty_libcontainer_mounts = {GTY_RENAMES(rows), finish_mount};
