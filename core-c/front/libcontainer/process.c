// SPDX-License-Identifier: Apache-2.0
//
// What belongs to the process and its surroundings: hooks, groups, sets of CPUs, memory policy.
#include <string.h>

#include "front/cpu_list.h"
#include "front/libcontainer/parts.h"

// ---- hooks ----------------------------------------------------------------------------------------------------------

#define NANOSECONDS 1000000000

static void move_timeout(struct gty_translator *translator, const struct gty_rename *row, const struct gty_json *value,
                         struct gty_json *into) {
    struct gty_number given = {0};
    if (!gty_read_number(&translator->reader, value, GTY_I64, &given)) return;
    int64_t seconds = given.value / NANOSECONDS;
    if (given.value % NANOSECONDS) {
        if (given.value > 0) seconds++;
        gty_find(translator->reader.diagnostics, GTY_RULE_CONVERT_LOST, value, NULL,
                 "%s: %lld ns are taken for %lld s, for %s has whole seconds",
                 gty_read_path(&translator->reader, value), (long long)given.value, (long long)seconds,
                 translator->target);
    }
    gty_set(translator, into, row->to, gty_tree_number(translator->reader.arena, seconds, value), value);
}

static const struct gty_rename hook_rows[] = {
    {"path", gty_move, "path", NULL},           {"args", gty_move_set, "args", NULL},
    {"env", gty_move_set, "env", NULL},         {"dir", gty_move_lost, NULL, "let the hook change its directory"},
    {"timeout", move_timeout, "timeout", NULL},
};
static const struct gty_elements hook_elements = {GTY_RENAMES(hook_rows), NULL};

static const struct gty_rename hooks_rows[] = {
    {"prestart", gty_move_list, "hooks.prestart", &hook_elements},
    {"createRuntime", gty_move_list, "hooks.createRuntime", &hook_elements},
    {"createContainer", gty_move_list, "hooks.createContainer", &hook_elements},
    {"startContainer", gty_move_list, "hooks.startContainer", &hook_elements},
    {"poststart", gty_move_list, "hooks.poststart", &hook_elements},
    {"poststop", gty_move_list, "hooks.poststop", &hook_elements},
};
const struct gty_renames gty_libcontainer_hooks = GTY_RENAMES(hooks_rows);

// ---- groups ---------------------------------------------------------------------------------------------------------

// Names of groups are looked up in the container's own files: they have no number before there is one.
void gty_move_groups(struct gty_translator *translator, const struct gty_rename *row, const struct gty_json *value,
                     struct gty_json *into) {
    struct gty_arena *arena = translator->reader.arena;
    if (!gty_read_type(&translator->reader, value, GTY_JSON_ARRAY)) return;
    struct gty_tree_end end = {.container = gty_tree_new(arena, GTY_JSON_ARRAY, value)};
    for (const struct gty_json *element = value->first; element; element = element->next) {
        struct gty_text group;
        uint64_t number;
        if (!gty_read_text(&translator->reader, element, &group)) continue;
        if (gty_text_to_u64(group, &number) && number <= UINT32_MAX)
            gty_tree_add(&end, GTY_TEXT(""), gty_tree_number(arena, (int64_t)number, element));
        else
            gty_report_unknown(translator, element, "write the group's number");
    }
    if (end.last) gty_set(translator, into, row->to, end.container, value);
}

// ---- annotations ----------------------------------------------------------------------------------------------------

// "name=value" each. The bundle is the runtime's own note.
void gty_move_labels(struct gty_translator *translator, const struct gty_rename *row, const struct gty_json *value,
                     struct gty_json *into) {
    struct gty_arena *arena = translator->reader.arena;
    if (!gty_read_type(&translator->reader, value, GTY_JSON_ARRAY)) return;
    struct gty_tree_end end = {.container = gty_tree_new(arena, GTY_JSON_OBJECT, value)};
    for (const struct gty_json *element = value->first; element; element = element->next) {
        struct gty_text label;
        if (!gty_read_text(&translator->reader, element, &label)) continue;
        const char *equals = memchr(label.data, '=', label.length);
        if (!equals || gty_text_starts(label, "bundle=")) {
            gty_report_lost(translator, element, equals ? NULL : "write it as name=value");
            continue;
        }
        size_t name = (size_t)(equals - label.data);
        gty_tree_add(&end, gty_text_copy(arena, label.data, name),
                     gty_tree_text(arena, gty_text_copy(arena, equals + 1, label.length - name - 1), element));
    }
    if (end.last) gty_set(translator, into, row->to, end.container, value);
}

// ---- CPUs and memory nodes ------------------------------------------------------------------------------------------

void gty_move_cpu_mask(struct gty_translator *translator, const struct gty_rename *row, const struct gty_json *value,
                       struct gty_json *into) {
    struct gty_json *list = gty_cpu_list_of(translator, value);
    if (list && list->text.length > 0) gty_set(translator, into, row->to, list, value);
}

static const struct gty_rename affinity_rows[] = {
    {"Initial", gty_move_cpu_mask, "process.execCPUAffinity.initial", NULL},
    {"Final", gty_move_cpu_mask, "process.execCPUAffinity.final", NULL},
};
const struct gty_renames gty_libcontainer_affinity = GTY_RENAMES(affinity_rows);

static void move_policy_flags(struct gty_translator *translator, const struct gty_rename *row,
                              const struct gty_json *value, struct gty_json *into) {
    struct gty_number flags = {0};
    if (!gty_read_number(&translator->reader, value, GTY_I64, &flags)) return;
    uint64_t left = (uint64_t)flags.value;
    struct gty_tree_end end = {.container = gty_tree_new(translator->reader.arena, GTY_JSON_ARRAY, value)};
    for (const struct gty_word *word = gty_memory_policy_flag_words; word->name; word++) {
        if (!(left & word->value)) continue;
        gty_tree_add(&end, GTY_TEXT(""), gty_make_text(translator, word->name, value));
        left &= ~word->value;
    }
    if (left) gty_report_unknown(translator, value, NULL);
    if (end.last) gty_set(translator, into, row->to, end.container, value);
}

static const struct gty_rename policy_rows[] = {
    {"mode", gty_move_word, "mode", gty_memory_policy_mode_words},
    {"flags", move_policy_flags, "flags", NULL},
    {"nodes", gty_move_cpu_mask, "nodes", NULL},
};
static const struct gty_renames policy_table = GTY_RENAMES(policy_rows);

void gty_move_memory_policy(struct gty_translator *translator, const struct gty_rename *row,
                            const struct gty_json *value, struct gty_json *into) {
    struct gty_json *made = gty_tree_new(translator->reader.arena, GTY_JSON_OBJECT, value);
    gty_translate(translator, &policy_table, value, made);
    // Mode 0 is left out.
    if (made && !gty_json_member(made, "mode") && !gty_member_of(value, "mode"))
        gty_set(translator, made, "mode", gty_make_text(translator, "MPOL_DEFAULT", value), value);
    gty_set(translator, into, row->to, made, value);
}
