// SPDX-License-Identifier: Apache-2.0
//
// Where the pair leaves something to the runtime, the runc of then decides what it means: zero values are unset, one
// list of capabilities fills four sets, id mappings bring a user namespace, no device may be used but those listed, and
// a read-only root has parts of /proc and /sys read-only too.
#include "front/ocf/ocf.h"

#include "front/ocf/parts.h"
#include "front/old_forms.h"
#include "front/source.h"

// ---- config.json ----------------------------------------------------------------------------------------------------

static void check_version(struct gty_translator *translator, const struct gty_rename *row, const struct gty_json *value,
                          struct gty_json *into) {
    struct gty_text version;
    (void)row, (void)into;
    if (!gty_read_text(&translator->reader, value, &version) || gty_text_starts(version, "0.1.")) return;
    gty_find(translator->reader.diagnostics, GTY_RULE_OCF_VERSION, value, NULL,
             "version %s is unknown: the config is read as 0.1.0",
             gty_text_quote(translator->reader.arena, version).data);
}

static void check_system(struct gty_translator *translator, const struct gty_rename *row, const struct gty_json *value,
                         struct gty_json *into) {
    struct gty_text system;
    (void)row, (void)into;
    if (gty_read_text(&translator->reader, value, &system) && system.length > 0 && !gty_text_is(system, "linux"))
        gty_find(translator->reader.diagnostics, GTY_RULE_OCF_PLATFORM, value, NULL,
                 "the config is for %s: only those for linux are read",
                 gty_text_quote(translator->reader.arena, system).data);
}

static const struct gty_rename platform_rows[] = {
    {"os", check_system, NULL, NULL}, {"arch", gty_move_none, NULL, NULL}, // the programs' own matter
};
static const struct gty_renames platform_table = GTY_RENAMES(platform_rows);

static const struct gty_rename user_rows[] = {
    {"uid", gty_move, "uid", NULL},
    {"gid", gty_move, "gid", NULL},
    {"additionalGids", gty_move_set, "additionalGids", NULL},
};
static const struct gty_renames user_table = GTY_RENAMES(user_rows);

static const struct gty_rename process_rows[] = {
    {"terminal", gty_move_set, "terminal", NULL},
    {"user", gty_move_part, "user", &user_table},
    {"args", gty_move, "args", NULL},
    {"env", gty_move, "env", NULL},
    {"cwd", gty_move_set, "cwd", NULL},
};
static const struct gty_renames process_table = GTY_RENAMES(process_rows);

static const struct gty_rename root_rows[] = {
    {"path", gty_move, "path", NULL},
    {"readonly", gty_move, "readonly", NULL},
};
static const struct gty_renames root_table = GTY_RENAMES(root_rows);

static const struct gty_rename linux_rows[] = {
    {"capabilities", gty_move_capabilities, "process.capabilities", NULL},
};
static const struct gty_renames linux_table = GTY_RENAMES(linux_rows);

static const struct gty_rename config_rows[] = {
    {"version", check_version, NULL, NULL},
    {"platform", gty_move_part, NULL, &platform_table},
    {"process", gty_move_part, "process", &process_table},
    {"root", gty_move_part, "root", &root_table},
    {"hostname", gty_move_set, "hostname", NULL},
    {"mounts", gty_ocf_move_mounts, "mounts", NULL},
    {"linux", gty_move_part, NULL, &linux_table},
};
static const struct gty_renames config_table = GTY_RENAMES(config_rows);

// ---- what follows ---------------------------------------------------------------------------------------------------

// A process without a working directory starts in the root.
static void set_directory(struct gty_translator *translator) {
    const struct gty_json *process = gty_tree_get(translator->out, "process");
    if (process && process->type == GTY_JSON_OBJECT && !gty_json_member(process, "cwd"))
        gty_set(translator, translator->out, "process.cwd", gty_make_text(translator, "/", process), process);
}

static struct gty_json *list_of(struct gty_translator *translator, const char *const *texts,
                                const struct gty_json *origin) {
    struct gty_tree_end end = {.container = gty_tree_new(translator->reader.arena, GTY_JSON_ARRAY, origin)};
    for (; *texts; texts++) gty_tree_add(&end, GTY_TEXT(""), gty_make_text(translator, *texts, origin));
    return end.container;
}

static void make_sysfs_readonly(struct gty_translator *translator, const struct gty_json *origin) {
    struct gty_json *mounts = gty_tree_get(translator->out, "mounts");
    for (struct gty_json *mount = mounts ? mounts->first : NULL; mount; mount = mount->next) {
        const struct gty_json *type = gty_json_member(mount, "type"), *options = gty_json_member(mount, "options");
        if (!type || type->type != GTY_JSON_STRING || !gty_text_is(type->text, "sysfs")) continue;
        if (options && options->type != GTY_JSON_ARRAY) continue;
        struct gty_arena *arena = translator->reader.arena;
        struct gty_tree_end end = {.container = gty_tree_new(arena, GTY_JSON_ARRAY, options ? options : origin)};
        for (const struct gty_json *option = options ? options->first : NULL; option; option = option->next)
            gty_tree_add(&end, GTY_TEXT(""), gty_tree_copy(arena, option));
        gty_tree_add(&end, GTY_TEXT(""), gty_make_text(translator, "ro", origin));
        gty_set(translator, mount, "options", end.container, mount);
    }
}

static void restrict_kernel_files(struct gty_translator *translator, const struct gty_ocf_pair *pair) {
    static const char *const masked[] = {"/proc/kcore", NULL};
    static const char *const readonly[] = {"/proc/sys", "/proc/sysrq-trigger", "/proc/irq", "/proc/bus", NULL};
    const struct gty_json *root = gty_tree_get(translator->out, "root.readonly");
    if (!root || root->type != GTY_JSON_BOOL || !root->boolean) return;
    make_sysfs_readonly(translator, root);
    gty_set(translator, translator->out, "linux.maskedPaths", list_of(translator, masked, root), pair->runtime);
    gty_set(translator, translator->out, "linux.readonlyPaths", list_of(translator, readonly, root), pair->runtime);
}

// Without a runtime.json nothing is known of the namespaces: for what is said about the rest there are those that every
// runtime.json had.
static void report_missing(struct gty_translator *translator, const struct gty_json *config) {
    static const char *const types[] = {"pid", "network", "ipc", "uts", "mount", NULL};
    gty_find(translator->reader.diagnostics, GTY_RULE_OCF_RUNTIME_MISSING, config, "give it with its runtime.json",
             "a config.json of 2015 is half of a pair: its runtime.json has the namespaces, mounts and limits");
    struct gty_tree_end end = {.container = gty_tree_new(translator->reader.arena, GTY_JSON_ARRAY, config)};
    for (const char *const *type = types; *type; type++) {
        struct gty_json *entry = gty_tree_new(translator->reader.arena, GTY_JSON_OBJECT, config);
        gty_set(translator, entry, "type", gty_make_text(translator, *type, config), config);
        gty_tree_add(&end, GTY_TEXT(""), entry);
    }
    gty_set(translator, translator->out, "linux.namespaces", end.container, config);
}

struct gty_json *gty_ocf_translate(struct gty_arena *arena, struct gty_diagnostics *diagnostics,
                                   const struct gty_json *config, const struct gty_json *runtime) {
    if (config->type != GTY_JSON_OBJECT) return gty_tree_copy(arena, config); // the reader says what is due
    const struct gty_json *mounts = gty_member_of(config, "mounts");
    if (!runtime && mounts && mounts->type == GTY_JSON_OBJECT) {
        gty_find(diagnostics, GTY_RULE_OCF_CONFIG_MISSING, config, "give the config.json of its pair, and it with that",
                 "this is the runtime.json of a pair: it says nothing of a process and a root filesystem");
        return NULL;
    }
    struct gty_ocf_pair pair = {.config = config, .runtime = runtime};
    struct gty_translator translator = {.reader = {.arena = arena, .diagnostics = diagnostics},
                                        .target = GTY_OCI_CONFIG,
                                        .out = gty_tree_new(arena, GTY_JSON_OBJECT, config),
                                        .state = &pair};
    const struct gty_json *version = gty_member_of(config, "version");
    gty_set(&translator, translator.out, "ociVersion",
            gty_make_text(&translator, GTY_OCI_VERSION, version ? version : config), config);
    if (runtime) gty_ocf_list_mounts(&translator, &pair);
    gty_translate(&translator, &config_table, config, translator.out);
    set_directory(&translator);
    if (!runtime) {
        report_missing(&translator, config);
        return translator.out;
    }
    gty_ocf_report_unnamed(&translator, &pair);
    gty_translate(&translator, &gty_ocf_runtime_table, runtime, translator.out);
    gty_ocf_finish_runtime(&translator, &pair);
    restrict_kernel_files(&translator, &pair);
    return translator.out;
}
