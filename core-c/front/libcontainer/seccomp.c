// SPDX-License-Identifier: Apache-2.0
//
// seccomp: numbers for actions and operators, and Go's names of architectures.
#include "front/libcontainer/parts.h"

static void move_architectures(struct gty_translator *translator, const struct gty_rename *row,
                               const struct gty_json *value, struct gty_json *into) {
    struct gty_arena *arena = translator->reader.arena;
    if (!gty_read_type(&translator->reader, value, GTY_JSON_ARRAY)) return;
    struct gty_tree_end end = {.container = gty_tree_new(arena, GTY_JSON_ARRAY, value)};
    for (const struct gty_json *element = value->first; element; element = element->next) {
        struct gty_text name;
        if (!gty_read_text(&translator->reader, element, &name)) continue;
        const struct gty_name_pair *pair = gty_libcontainer_architectures;
        while (pair->from && !gty_text_is(name, pair->from)) pair++;
        if (pair->from)
            gty_tree_add(&end, GTY_TEXT(""), gty_make_text(translator, pair->to, element));
        else
            gty_report_unknown(translator, element, NULL);
    }
    if (end.last) gty_set(translator, into, row->to, end.container, value);
}

static void move_name(struct gty_translator *translator, const struct gty_rename *row, const struct gty_json *value,
                      struct gty_json *into) {
    struct gty_tree_end names = {.container = gty_tree_new(translator->reader.arena, GTY_JSON_ARRAY, value)};
    gty_tree_add(&names, GTY_TEXT(""), gty_tree_copy(translator->reader.arena, value));
    gty_set(translator, into, row->to, names.container, value);
}

static void refuse_number(struct gty_translator *translator, const struct gty_rename *row, const struct gty_json *value,
                          struct gty_json *into) {
    (void)row, (void)into;
    gty_report_unknown(translator, value, "write the system call's name");
}

static const struct gty_rename arg_rows[] = {
    {"index", gty_move, "index", NULL},
    {"value", gty_move, "value", NULL},
    {"value_two", gty_move_set, "valueTwo", NULL},
    {"op", gty_move_word, "op", gty_libcontainer_operators},
};
static const struct gty_elements arg_elements = {GTY_RENAMES(arg_rows), NULL};

static const struct gty_rename call_rows[] = {
    {"name", move_name, "names", NULL},
    {"value", refuse_number, NULL, NULL}, // before runc: the number of one architecture
    {"action", gty_move_word, "action", gty_libcontainer_actions},
    {"errnoRet", gty_move, "errnoRet", NULL},
    {"args", gty_move_list, "args", &arg_elements},
};
static const struct gty_elements call_elements = {GTY_RENAMES(call_rows), NULL};

static const struct gty_rename rows[] = {
    {"default_action", gty_move_word, "defaultAction", gty_libcontainer_actions},
    {"default_errno_ret", gty_move, "defaultErrnoRet", NULL},
    {"architectures", move_architectures, "architectures", NULL},
    {"flags", gty_move, "flags", NULL},
    {"listener_path", gty_move_set, "listenerPath", NULL},
    {"listener_metadata", gty_move_set, "listenerMetadata", NULL},
    {"syscalls", gty_move_list, "syscalls", &call_elements},
};
static const struct gty_renames table = GTY_RENAMES(rows);

void gty_move_seccomp(struct gty_translator *translator, const struct gty_rename *row, const struct gty_json *value,
                      struct gty_json *into) {
    struct gty_json *made = gty_tree_new(translator->reader.arena, GTY_JSON_OBJECT, value);
    gty_translate(translator, &table, value, made);
    if (made && made->count > 0) gty_set(translator, into, row->to, made, value);
}
