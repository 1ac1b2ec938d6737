// SPDX-License-Identifier: Apache-2.0
//
// The document without linux.
#include "convert/libcontainer/libcontainer.h"

#include <string.h>

#include "convert/libcontainer/parts.h"
#include "front/cpu_list.h"

void gty_move_number_of(struct gty_translator *translator, const struct gty_rename *row, const struct gty_json *value,
                        struct gty_json *into) {
    uint64_t number;
    if (value->text.length == 0) return;
    if (gty_word_value(row->with, value->text, &number))
        gty_set(translator, into, row->to, gty_tree_number(translator->reader.arena, (int64_t)number, value), value);
    else
        gty_report_unknown(translator, value, NULL);
}

static const struct gty_rename id_rows[] = {
    {"containerID", gty_move, "container_id", NULL},
    {"hostID", gty_move, "host_id", NULL},
    {"size", gty_move, "size", NULL},
};
const struct gty_elements gty_to_libcontainer_ids = {GTY_RENAMES(id_rows), NULL};

struct gty_json *gty_to_host_path(struct gty_translator *translator, const struct gty_json *path) {
    const struct gty_writing *writing = translator->state;
    struct gty_arena *arena = translator->reader.arena;
    if (path->text.length > 0 && path->text.data[0] == '/') return gty_tree_copy(arena, path);
    if (writing->options->bundle.length == 0) {
        gty_find(translator->reader.diagnostics, GTY_RULE_CONVERT_LOST, path, "say it with the option bundle",
                 "%s is relative to the bundle, and %s has no bundle", gty_read_path(&translator->reader, path),
                 translator->target);
        return gty_tree_copy(arena, path);
    }
    return gty_tree_text(arena, gty_path_join(arena, writing->options->bundle, path->text), path);
}

// ---- process --------------------------------------------------------------------------------------------------------

#define CALLER "libcontainer takes it from its caller, as a Process"

static void report_directory(struct gty_translator *translator, const struct gty_rename *row,
                             const struct gty_json *value, struct gty_json *into) {
    (void)row, (void)into;
    if (gty_path_clean_rooted(translator->reader.arena, value->text).length > 1)
        gty_report_lost(translator, value, CALLER);
}

static const struct gty_rename user_rows[] = {
    {"uid", gty_move_lost, NULL, CALLER},
    {"gid", gty_move_lost, NULL, CALLER},
    {"additionalGids", gty_move_lost, NULL, CALLER},
    {"umask", gty_move, "umask", NULL},
    {"username", gty_move_none, NULL, NULL},
};
static const struct gty_renames user_table = GTY_RENAMES(user_rows);

static const struct gty_rename capability_rows[] = {
    {"bounding", gty_move_set, "capabilities.Bounding", NULL},
    {"effective", gty_move_set, "capabilities.Effective", NULL},
    {"inheritable", gty_move_set, "capabilities.Inheritable", NULL},
    {"permitted", gty_move_set, "capabilities.Permitted", NULL},
    {"ambient", gty_move_set, "capabilities.Ambient", NULL},
};
static const struct gty_renames capability_table = GTY_RENAMES(capability_rows);

static const struct gty_rename rlimit_rows[] = {
    {"type", gty_move_number_of, "type", gty_rlimit_words},
    {"hard", gty_move, "hard", NULL},
    {"soft", gty_move, "soft", NULL},
};
static const struct gty_elements rlimit_elements = {GTY_RENAMES(rlimit_rows), NULL};

static void move_cpu_list(struct gty_translator *translator, const struct gty_rename *row, const struct gty_json *value,
                          struct gty_json *into) {
    if (value->text.length > 0) gty_set(translator, into, row->to, gty_cpu_masks_of(translator, value), value);
}

static const struct gty_rename affinity_rows[] = {
    {"initial", move_cpu_list, "exec_cpu_affinity.Initial", NULL},
    {"final", move_cpu_list, "exec_cpu_affinity.Final", NULL},
};
static const struct gty_renames affinity_table = GTY_RENAMES(affinity_rows);

static const struct gty_rename process_rows[] = {
    {"terminal", gty_move_lost, NULL, CALLER},
    {"consoleSize", gty_move_lost, NULL, CALLER},
    {"user", gty_move_part, NULL, &user_table},
    {"args", gty_move_lost, NULL, CALLER},
    {"commandLine", gty_move_none, NULL, NULL},
    {"env", gty_move_lost, NULL, CALLER},
    {"cwd", report_directory, NULL, NULL},
    {"capabilities", gty_move_part, NULL, &capability_table},
    {"rlimits", gty_move_list, "rlimits", &rlimit_elements},
    {"noNewPrivileges", gty_move_set, "no_new_privileges", NULL},
    {"apparmorProfile", gty_move_set, "apparmor_profile", NULL},
    {"oomScoreAdj", gty_move, "oom_score_adj", NULL},
    {"scheduler", gty_move, "scheduler", NULL},
    {"selinuxLabel", gty_move_set, "process_label", NULL},
    {"ioPriority", gty_move, "io_priority", NULL},
    {"execCPUAffinity", gty_move_part, NULL, &affinity_table},
};
static const struct gty_renames process_table = GTY_RENAMES(process_rows);

// ---- hooks ----------------------------------------------------------------------------------------------------------

#define NANOSECONDS 1000000000
#define SECONDS_MAX (INT64_MAX / NANOSECONDS)

static void move_timeout(struct gty_translator *translator, const struct gty_rename *row, const struct gty_json *value,
                         struct gty_json *into) {
    struct gty_number seconds = {0};
    gty_read_number(&translator->reader, value, GTY_I64, &seconds);
    if (seconds.value > SECONDS_MAX || seconds.value < -SECONDS_MAX)
        gty_report_unknown(translator, value, "there it is a number of nanoseconds");
    else
        gty_set(translator, into, row->to,
                gty_tree_number(translator->reader.arena, seconds.value * NANOSECONDS, value), value);
}

static const struct gty_rename hook_rows[] = {
    {"path", gty_move, "path", NULL},
    {"args", gty_move, "args", NULL},
    {"env", gty_move, "env", NULL},
    {"timeout", move_timeout, "timeout", NULL},
};
static const struct gty_elements hook_elements = {GTY_RENAMES(hook_rows), NULL};

static const struct gty_rename hooks_rows[] = {
    {"prestart", gty_move_list, "Hooks.prestart", &hook_elements},
    {"createRuntime", gty_move_list, "Hooks.createRuntime", &hook_elements},
    {"createContainer", gty_move_list, "Hooks.createContainer", &hook_elements},
    {"startContainer", gty_move_list, "Hooks.startContainer", &hook_elements},
    {"poststart", gty_move_list, "Hooks.poststart", &hook_elements},
    {"poststop", gty_move_list, "Hooks.poststop", &hook_elements},
};
static const struct gty_renames hooks_table = GTY_RENAMES(hooks_rows);

// ---- the whole ------------------------------------------------------------------------------------------------------

static void move_annotations(struct gty_translator *translator, const struct gty_rename *row,
                             const struct gty_json *value, struct gty_json *into) {
    struct gty_arena *arena = translator->reader.arena;
    struct gty_tree_end end = {.container = gty_tree_new(arena, GTY_JSON_ARRAY, value)};
    for (const struct gty_json *member = value->first; member; member = member->next) {
        if (memchr(member->key.data, '=', member->key.length)) {
            gty_report_lost(translator, member, "a label's name ends at its first =");
            continue;
        }
        gty_tree_add(&end, GTY_TEXT(""),
                     gty_tree_text(arena,
                                   gty_text_format(arena, "%.*s=%.*s", (int)member->key.length, member->key.data,
                                                   (int)member->text.length, member->text.data),
                                   member));
    }
    if (end.last) gty_set(translator, into, row->to, end.container, value);
}

static void move_root_path(struct gty_translator *translator, const struct gty_rename *row,
                           const struct gty_json *value, struct gty_json *into) {
    gty_set(translator, into, row->to, gty_to_host_path(translator, value), value);
}

static const struct gty_rename root_rows[] = {
    {"path", move_root_path, "rootfs", NULL},
    {"readonly", gty_move_set, "readonlyfs", NULL},
};
static const struct gty_renames root_table = GTY_RENAMES(root_rows);

static const struct gty_rename rows[] = {
    {"ociVersion", gty_move, "version", NULL},
    {"process", gty_move_part, NULL, &process_table},
    {"root", gty_move_part, NULL, &root_table},
    {"hostname", gty_move_set, "hostname", NULL},
    {"domainname", gty_move_set, "domainname", NULL},
    {"mounts", gty_move_list, "mounts", &gty_to_libcontainer_mounts},
    {"hooks", gty_move_part, NULL, &hooks_table},
    {"annotations", move_annotations, "labels", NULL},
    {"linux", gty_move_part, NULL, &gty_to_libcontainer_linux},
    {"solaris", gty_move_lost, NULL, NULL},
    {"windows", gty_move_lost, NULL, NULL},
    {"vm", gty_move_lost, NULL, NULL},
    {"zos", gty_move_lost, NULL, NULL},
    {"freebsd", gty_move_lost, NULL, NULL},
};
static const struct gty_renames table = GTY_RENAMES(rows);

struct gty_json *gty_libcontainer_from_oci(struct gty_diagnostics *diagnostics, const struct gty_options *options,
                                           const struct gty_json *config) {
    struct gty_writing writing = {.options = options, .config = config};
    struct gty_translator translator = {.reader = {.arena = diagnostics->arena, .diagnostics = diagnostics},
                                        .target = "a libcontainer config",
                                        .out = gty_tree_new(diagnostics->arena, GTY_JSON_OBJECT, config),
                                        .quiet = true, // the reader has reported unknown properties
                                        .state = &writing};
    gty_translate(&translator, &table, config, translator.out);
    gty_to_libcontainer_finish(&translator);
    return translator.out;
}
