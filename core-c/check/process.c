// SPDX-License-Identifier: Apache-2.0
//
// process: what is run, where, as whom. Its environment: environment.c
#include "check/areas.h"

// NGROUPS_MAX of the kernel.
#define GROUPS_MAX 65536

static void check_cwd(const struct gty_checker *checker, const struct gty_process *process) {
    if (process->cwd_node && process->cwd_node->type != GTY_JSON_STRING) return;
    const struct gty_json *node = process->cwd_node ? process->cwd_node : process->node;
    if (process->cwd.length == 0)
        gty_find(checker->diagnostics, GTY_RULE_CWD_MISSING, node, "\"/\" is always there",
                 "Cwd property must not be empty");
    else if (!gty_is_absolute(node->text))
        gty_suggest_text(checker,
                         gty_find(checker->diagnostics, GTY_RULE_CWD_RELATIVE, node, "start it with /",
                                  "Cwd must be an absolute path"),
                         process->cwd);
}

static void check_args(const struct gty_checker *checker, const struct gty_process *process) {
    const struct gty_json *args = process->args_node;
    if (args && args->type != GTY_JSON_ARRAY) return;
    if (!args || !args->first)
        gty_find(checker->diagnostics, GTY_RULE_ARGS_EMPTY, args ? args : process->node,
                 "the first element is the program", "args must not be empty");
    else if (args->first->type == GTY_JSON_STRING && args->first->text.length == 0)
        gty_find(checker->diagnostics, GTY_RULE_ARGS_PROGRAM_EMPTY, args->first, NULL,
                 "the program to run is \"\": executable file not found in $PATH");
}

static void check_oom_score(const struct gty_checker *checker, const struct gty_process *process) {
    struct gty_number score = process->oom_score_adj;
    if (score.present && (score.value < -1000 || score.value > 1000))
        gty_find(checker->diagnostics, GTY_RULE_OOM_SCORE_RANGE, score.node, NULL,
                 "oomScoreAdj must be from -1000 to 1000");
}

static void check_console_size(const struct gty_checker *checker, const struct gty_process *process) {
    struct gty_number height = process->console_height, width = process->console_width;
    const struct gty_json *node = process->console_node;
    if (height.present != width.present)
        gty_find(checker->diagnostics, GTY_RULE_CONSOLE_SIZE, node, "write both, height and width",
                 "consoleSize has no %s", height.present ? "width" : "height");
    // Engines write 0 and 0 for "none".
    if (!process->terminal && (height.value || width.value))
        gty_find(checker->diagnostics, GTY_RULE_CONSOLE_UNUSED, node, "set terminal to true, or remove it",
                 "consoleSize has no effect without a terminal");
}

static void check_terminal(const struct gty_checker *checker, const struct gty_process *process) {
    if (!process->terminal || gty_has(checker, GTY_NS_MNT)) return;
    struct gty_diagnostic *finding =
        gty_find(checker->diagnostics, GTY_RULE_TERMINAL_NAMESPACE, gty_at(process->node, "terminal"),
                 "add {\"type\": \"mount\"} to linux.namespaces",
                 "without a mount namespace /dev/console is mounted on the host, until the container is deleted");
    gty_relate_namespace(checker, finding, GTY_NS_MNT);
}

static void check_umask(const struct gty_checker *checker, const struct gty_process *process) {
    if (process->umask.present && process->umask.value > 0777)
        gty_find(checker->diagnostics, GTY_RULE_UMASK_BITS, process->umask.node,
                 "JSON numbers are decimal: 18 is octal 022", "umask has bits above octal 777, which have no effect");
}

static bool is_mapped(const struct gty_idmaps *maps, uint32_t id) {
    for (size_t i = 0; i < maps->count; i++)
        if (id >= maps->items[i].container_id && id - maps->items[i].container_id < maps->items[i].size) return true;
    return false;
}

static void check_mapped(const struct gty_checker *checker, const struct gty_idmaps *maps, uint32_t id,
                         const struct gty_json *node, const char *name) {
    if (is_mapped(maps, id)) return;
    struct gty_diagnostic *finding =
        gty_find(checker->diagnostics, GTY_RULE_USER_UNMAPPED, node, "map the id, or take one that is",
                 "%s %u is not mapped in the container's user namespace", name, id);
    gty_relate(checker->diagnostics, finding, maps->items[0].node->parent, "the mappings");
}

static void check_groups(const struct gty_checker *checker, const struct gty_process *process) {
    const struct gty_json *node = process->groups_node ? process->groups_node->first : NULL;
    for (size_t i = 0; i < process->group_count && i < GROUPS_MAX; i++, node = node ? node->next : NULL)
        check_mapped(checker, &checker->config->gid_mappings, process->groups[i], node ? node : process->node,
                     "additional gid");
}

static void check_user(const struct gty_checker *checker, const struct gty_process *process) {
    const struct gty_config *config = checker->config;
    if (process->group_count > GROUPS_MAX)
        gty_find(checker->diagnostics, GTY_RULE_GROUPS_MANY, process->groups_node, NULL,
                 "there are %zu additional groups; Linux takes at most %d", process->group_count, GROUPS_MAX);
    // What is wrong with the lists has findings of its own.
    const struct gty_idmaps *uids = &config->uid_mappings, *gids = &config->gid_mappings;
    if (!gty_is_new_namespace(checker, GTY_NS_USER) || !uids->count || !gids->count) return;
    if (uids->count > GTY_MAPPINGS_MAX || gids->count > GTY_MAPPINGS_MAX) return;
    const struct gty_json *user = process->user_node ? process->user_node : process->node;
    check_mapped(checker, uids, process->uid, gty_at(user, "uid"), "uid");
    check_mapped(checker, gids, process->gid, gty_at(user, "gid"), "gid");
    check_groups(checker, process);
}

void gty_check_process(const struct gty_checker *checker) {
    const struct gty_process *process = &checker->config->process;
    if (!process->present) {
        gty_find(checker->diagnostics, GTY_RULE_PROCESS_MISSING, checker->config->document,
                 "a process has at least args and cwd", "process property must not be empty");
        return;
    }
    if (process->node->type != GTY_JSON_OBJECT) return;
    check_cwd(checker, process);
    check_args(checker, process);
    check_oom_score(checker, process);
    check_console_size(checker, process);
    check_terminal(checker, process);
    check_umask(checker, process);
    check_user(checker, process);
}
