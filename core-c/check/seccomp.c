// SPDX-License-Identifier: Apache-2.0
//
// linux.seccomp
#include "check/areas.h"

// SECCOMP_RET_* of the kernel, as the model has actions.
#define ACTION_ERRNO 0x00050000u
#define ACTION_NOTIFY 0x7fc00000u
#define ACTION_TRACE 0x7ff00000u

#define ARGUMENTS 6
#define OPERATOR_MASKED 7 // SCMP_CMP_MASKED_EQ
#define ERRNO_MAX 0xffff

static bool is_action(const struct gty_choice *action, uint32_t value) {
    return action->known && action->value == value;
}

// ---- actions --------------------------------------------------------------------------------------------------------

static void check_errno(const struct gty_checker *checker, const struct gty_choice *action, struct gty_number number,
                        const char *name) {
    if (!number.present || !action->known) return;
    if (!is_action(action, ACTION_ERRNO) && !is_action(action, ACTION_TRACE)) {
        struct gty_diagnostic *finding = gty_find(
            checker->diagnostics, GTY_RULE_SECCOMP_ERRNO, number.node, "it goes with SCMP_ACT_ERRNO and SCMP_ACT_TRACE",
            "seccomp: action %s takes no %s", gty_quote(checker, action->name), name);
        gty_relate(checker->diagnostics, finding, action->node, "the action");
    } else if (number.value > ERRNO_MAX) {
        gty_find(checker->diagnostics, GTY_RULE_SECCOMP_ERRNO_RANGE, number.node, NULL,
                 "seccomp: of %s only the lower 16 bits count", name);
    }
}

// The runtime itself must write before the listener has what it takes to answer.
static void check_notify_write(const struct gty_checker *checker, const struct gty_seccomp_rule *rule) {
    const struct gty_json *node = rule->names_node ? rule->names_node->first : NULL;
    for (size_t i = 0; i < rule->names.count; i++, node = node ? node->next : NULL)
        if (gty_text_is(rule->names.items[i], "write"))
            gty_find(checker->diagnostics, GTY_RULE_SECCOMP_NOTIFY_WRITE, node ? node : rule->node,
                     "leave write out of the rule", "SCMP_ACT_NOTIFY cannot be used for the write syscall");
}

static void check_listener(const struct gty_checker *checker, const struct gty_seccomp *seccomp,
                           const struct gty_json *notify) {
    if (notify && seccomp->listener_path.length == 0)
        gty_find(checker->diagnostics, GTY_RULE_SECCOMP_LISTENER, notify, "write the UNIX socket of who answers",
                 "seccomp: SCMP_ACT_NOTIFY is used, but listenerPath is not set");
    if (seccomp->listener_metadata.length && seccomp->listener_path.length == 0)
        gty_find(checker->diagnostics, GTY_RULE_SECCOMP_METADATA, seccomp->listener_metadata_node,
                 "set listenerPath, or remove it", "seccomp: listenerMetadata goes with listenerPath");
    if (seccomp->listener_path.length && !gty_is_absolute(seccomp->listener_path))
        gty_find(checker->diagnostics, GTY_RULE_SECCOMP_LISTENER_PATH, seccomp->listener_path_node, "start it with /",
                 "seccomp: listenerPath %s is not absolute", gty_quote(checker, seccomp->listener_path));
}

// ---- conditions -----------------------------------------------------------------------------------------------------

static void check_argument(const struct gty_checker *checker, const struct gty_seccomp_arg *arg) {
    const char *missing = !arg->index.present ? "index" : !arg->value.present ? "value" : NULL;
    if (missing)
        gty_find(checker->diagnostics, GTY_RULE_SECCOMP_VALUE, arg->node, "write both, index and value",
                 "the condition has no %s: 0 is taken", missing);
    if (arg->index.value >= ARGUMENTS)
        gty_find(checker->diagnostics, GTY_RULE_SECCOMP_INDEX, arg->index.node, "they count from 0",
                 "a system call has %d arguments: there is no index %lld", ARGUMENTS, (long long)arg->index.value);
    if (arg->value_two.value != 0 && arg->op.known && arg->op.value != OPERATOR_MASKED)
        gty_find(checker->diagnostics, GTY_RULE_SECCOMP_VALUE_TWO, arg->value_two.node,
                 "only SCMP_CMP_MASKED_EQ compares with it", "valueTwo has no effect with %s",
                 gty_quote(checker, arg->op.name));
}

static void check_arguments(const struct gty_checker *checker, const struct gty_seccomp_rule *rule) {
    const struct gty_seccomp_arg *seen[ARGUMENTS] = {0};
    for (size_t i = 0; i < rule->arg_count; i++) {
        const struct gty_seccomp_arg *arg = &rule->args[i];
        if (arg->node->type != GTY_JSON_OBJECT) continue;
        check_argument(checker, arg);
        if (arg->index.value < 0 || arg->index.value >= ARGUMENTS) continue;
        const struct gty_seccomp_arg **first = &seen[arg->index.value];
        if (!*first) {
            *first = arg;
            continue;
        }
        struct gty_diagnostic *finding =
            gty_find(checker->diagnostics, GTY_RULE_SECCOMP_SAME_ARGUMENT, arg->node,
                     "write a rule for each, or one condition with SCMP_CMP_MASKED_EQ",
                     "two conditions on argument %lld: runtimes make alternatives of all of the rule's conditions",
                     (long long)arg->index.value);
        gty_relate(checker->diagnostics, finding, (*first)->node, "the first one");
    }
}

// ---- rules ----------------------------------------------------------------------------------------------------------

static void check_names(const struct gty_checker *checker, const struct gty_seccomp_rule *rule) {
    if (rule->names.count == 0) {
        if (!rule->names_node || rule->names_node->type == GTY_JSON_ARRAY)
            gty_find(checker->diagnostics, GTY_RULE_SECCOMP_NAMES, rule->names_node ? rule->names_node : rule->node,
                     "write names of system calls, or remove the rule", "the seccomp rule names no system call");
        return;
    }
    const struct gty_json *node = rule->names_node->first;
    for (size_t i = 0; i < rule->names.count; i++, node = node->next)
        if (node->type == GTY_JSON_STRING && node->text.length == 0)
            gty_find(checker->diagnostics, GTY_RULE_SECCOMP_NAME_EMPTY, node, NULL,
                     "empty string is not a valid syscall");
}

static void check_rule(const struct gty_checker *checker, const struct gty_seccomp_rule *rule) {
    if (rule->node->type != GTY_JSON_OBJECT) return;
    check_names(checker, rule);
    check_errno(checker, &rule->action, rule->errno_ret, "errnoRet");
    check_arguments(checker, rule);
    if (is_action(&rule->action, ACTION_NOTIFY)) check_notify_write(checker, rule);
}

void gty_check_seccomp(const struct gty_checker *checker) {
    const struct gty_seccomp *seccomp = &checker->config->seccomp;
    if (!seccomp->node || seccomp->node->type != GTY_JSON_OBJECT) return;
    const struct gty_choice *action = &seccomp->default_action;
    if (!action->present && seccomp->rule_count)
        gty_find(checker->diagnostics, GTY_RULE_SECCOMP_DEFAULT, seccomp->node,
                 "such as \"defaultAction\": \"SCMP_ACT_ERRNO\"", "seccomp has rules, but no defaultAction");
    if (is_action(action, ACTION_NOTIFY))
        gty_find(checker->diagnostics, GTY_RULE_SECCOMP_NOTIFY_DEFAULT, action->node, "name the system calls",
                 "SCMP_ACT_NOTIFY cannot be used as default action");
    check_errno(checker, action, seccomp->default_errno_ret, "defaultErrnoRet");
    const struct gty_json *notify = NULL;
    for (size_t i = 0; i < seccomp->rule_count; i++) {
        check_rule(checker, &seccomp->rules[i]);
        if (!notify && is_action(&seccomp->rules[i].action, ACTION_NOTIFY)) notify = seccomp->rules[i].action.node;
    }
    check_listener(checker, seccomp, notify);
}
