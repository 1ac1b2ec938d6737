// SPDX-License-Identifier: Apache-2.0
#include "convert/libcontainer/parts.h"

static void move_architectures(struct gty_translator *translator, const struct gty_rename *row,
                               const struct gty_json *value, struct gty_json *into) {
    struct gty_tree_end end = {.container = gty_tree_new(translator->reader.arena, GTY_JSON_ARRAY, value)};
    for (const struct gty_json *element = value->first; element; element = element->next) {
        const struct gty_name_pair *pair = gty_libcontainer_architectures;
        while (pair->from && !gty_text_is(element->text, pair->to)) pair++;
        if (pair->from)
            gty_tree_add(&end, GTY_TEXT(""), gty_make_text(translator, pair->from, element));
        else
            gty_report_lost(translator, element, NULL);
    }
    if (end.last) gty_set(translator, into, row->to, end.container, value);
}

static const struct gty_rename arg_rows[] = {
    {"index", gty_move, "index", NULL},
    {"value", gty_move, "value", NULL},
    {"valueTwo", gty_move, "value_two", NULL},
    {"op", gty_move_number_of, "op", gty_libcontainer_operators},
};
static const struct gty_elements arg_elements = {GTY_RENAMES(arg_rows), NULL};

static const struct gty_rename call_rows[] = {
    {"names", gty_move_none, NULL, NULL}, // an entry for each
    {"action", gty_move_number_of, "action", gty_libcontainer_actions},
    {"errnoRet", gty_move, "errnoRet", NULL},
    {"args", gty_move_list, "args", &arg_elements},
};
static const struct gty_renames call_table = GTY_RENAMES(call_rows);

static void move_calls(struct gty_translator *translator, const struct gty_rename *row, const struct gty_json *value,
                       struct gty_json *into) {
    struct gty_arena *arena = translator->reader.arena;
    struct gty_tree_end end = {.container = gty_tree_new(arena, GTY_JSON_ARRAY, value)};
    for (const struct gty_json *element = value->first; element; element = element->next) {
        const struct gty_json *names = gty_member_of(element, "names");
        struct gty_json *rest = gty_tree_new(arena, GTY_JSON_OBJECT, element);
        gty_translate(translator, &call_table, element, rest);
        for (const struct gty_json *name = names ? names->first : NULL; name && rest; name = name->next) {
            struct gty_tree_end made = {.container = gty_tree_new(arena, GTY_JSON_OBJECT, element)};
            gty_tree_add(&made, GTY_TEXT("name"), gty_tree_copy(arena, name));
            for (const struct gty_json *member = rest->first; member; member = member->next)
                gty_tree_add(&made, member->key, gty_tree_copy(arena, member));
            gty_tree_add(&end, GTY_TEXT(""), made.container);
        }
    }
    gty_set(translator, into, row->to, end.container, value);
}

static const struct gty_rename rows[] = {
    {"defaultAction", gty_move_number_of, "default_action", gty_libcontainer_actions},
    {"defaultErrnoRet", gty_move, "default_errno_ret", NULL},
    {"architectures", move_architectures, "architectures", NULL},
    {"flags", gty_move, "flags", NULL},
    {"listenerPath", gty_move_set, "listener_path", NULL},
    {"listenerMetadata", gty_move_set, "listener_metadata", NULL},
    {"syscalls", move_calls, "syscalls", NULL},
};
static const struct gty_renames table = GTY_RENAMES(rows);

// A profile without a default and without a system call is none.
void gty_to_libcontainer_seccomp(struct gty_translator *translator, const struct gty_rename *row,
                                 const struct gty_json *value, struct gty_json *into) {
    const struct gty_json *action = gty_member_of(value, "defaultAction"), *calls = gty_member_of(value, "syscalls");
    if ((!action || gty_json_is_zero(action)) && (!calls || gty_json_is_zero(calls))) return;
    struct gty_json *made = gty_tree_new(translator->reader.arena, GTY_JSON_OBJECT, value);
    gty_translate(translator, &table, value, made);
    gty_set(translator, into, row->to, made, value);
}
