// SPDX-License-Identifier: Apache-2.0
//
// process: what is run, where, as whom
#include <string.h>

#include "check/areas.h"

static void check_cwd(const struct gty_checker *checker, const struct gty_process *process) {
    if (process->cwd_node && process->cwd_node->type != GTY_JSON_STRING) return;
    const struct gty_json *node = process->cwd_node ? process->cwd_node : process->node;
    if (process->cwd.length == 0)
        gty_find(checker->diagnostics, GTY_RULE_CWD_MISSING, node, "\"/\" is always there",
                 "Cwd property must not be empty");
    else if (!gty_is_absolute(process->cwd))
        gty_find(checker->diagnostics, GTY_RULE_CWD_RELATIVE, node, "start it with /", "Cwd must be an absolute path");
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

static void check_env(const struct gty_checker *checker, const struct gty_process *process) {
    if (!process->env.items) return;
    const struct gty_json *node = process->env_node->first;
    for (size_t i = 0; i < process->env.count; i++, node = node->next) {
        struct gty_text entry = process->env.items[i];
        if (node->type != GTY_JSON_STRING || node->has_nul) continue;
        const char *equals = memchr(entry.data, '=', entry.length);
        if (!equals)
            gty_find(checker->diagnostics, GTY_RULE_ENV_EQUALS, node, "write it as NAME=value",
                     "invalid environment variable %s: missing '='", gty_quote(checker, entry));
        else if (equals == entry.data)
            gty_find(checker->diagnostics, GTY_RULE_ENV_NAME, node, "write it as NAME=value",
                     "invalid environment variable %s: the name is empty", gty_quote(checker, entry));
    }
}

static void check_oom_score(const struct gty_checker *checker, const struct gty_process *process) {
    struct gty_number score = process->oom_score_adj;
    if (score.present && (score.value < -1000 || score.value > 1000))
        gty_find(checker->diagnostics, GTY_RULE_OOM_SCORE_RANGE, score.node, NULL,
                 "oomScoreAdj must be from -1000 to 1000");
}

static void check_console_size(const struct gty_checker *checker, const struct gty_process *process) {
    if (process->console_height.present == process->console_width.present) return;
    const struct gty_json *node =
        process->console_height.present ? process->console_height.node : process->console_width.node;
    gty_find(checker->diagnostics, GTY_RULE_CONSOLE_SIZE, node->parent, NULL, "consoleSize has no %s",
             process->console_height.present ? "width" : "height");
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
                         const char *name) {
    const struct gty_json *process = checker->config->process.node, *user = gty_json_member(process, "user");
    if (!is_mapped(maps, id))
        gty_find(checker->diagnostics, GTY_RULE_USER_UNMAPPED, user ? user : process, NULL,
                 "%s %u is not mapped in the container's user namespace", name, id);
}

static void check_user(const struct gty_checker *checker, const struct gty_process *process) {
    const struct gty_config *config = checker->config;
    // What is wrong with the lists has findings of its own.
    const struct gty_idmaps *uids = &config->uid_mappings, *gids = &config->gid_mappings;
    if (!gty_is_new_namespace(checker, GTY_NS_USER) || !uids->count || !gids->count) return;
    if (uids->count > GTY_MAPPINGS_MAX || gids->count > GTY_MAPPINGS_MAX) return;
    check_mapped(checker, uids, process->uid, "uid");
    check_mapped(checker, gids, process->gid, "gid");
    for (size_t i = 0; i < process->group_count; i++) check_mapped(checker, gids, process->groups[i], "additional gid");
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
    check_env(checker, process);
    check_oom_score(checker, process);
    check_console_size(checker, process);
    if (process->terminal && !gty_has(checker, GTY_NS_MNT))
        gty_find(checker->diagnostics, GTY_RULE_TERMINAL_NAMESPACE, process->node,
                 "add {\"type\": \"mount\"} to linux.namespaces",
                 "a terminal needs a mount namespace: without one /dev/console would be mounted on the host");
    check_umask(checker, process);
    check_user(checker, process);
}
