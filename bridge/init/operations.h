// SPDX-License-Identifier: Apache-2.0
//
// The table of operations: for each number the function that carries it out and the attributes that it has.
#ifndef GANTRY_INIT_OPERATIONS_H
#define GANTRY_INIT_OPERATIONS_H

#include "message.h"

struct operation_rule {
    int (*run)(struct init *init, const struct operation *op);
    uint64_t required, allowed;
};

#define ATTRIBUTES_REPEATED (1ull << GTY_A_PROPAGATION | 1ull << GTY_A_FALLBACK)

// NULL for an unknown number.
const struct operation_rule *operation_rule(uint32_t number);

// namespaces.c
int set_oom_score_adjustment(struct init *init, const struct operation *op);
int reset_cpu_affinity(struct init *init, const struct operation *op);
int join_namespaces(struct init *init, const struct operation *op);
int create_user_namespace(struct init *init, const struct operation *op);
int become_root(struct init *init, const struct operation *op);
int unshare_namespaces(struct init *init, const struct operation *op);
int set_time_offsets(struct init *init, const struct operation *op);
int clone_process(struct init *init, const struct operation *op);
// session.c
int start_session(struct init *init, const struct operation *op);
int create_session_keyring(struct init *init, const struct operation *op);
int run_supervisor_hooks(struct init *init, const struct operation *op);
int report_ready(struct init *init, const struct operation *op);
int request_limits(struct init *init, const struct operation *op);
int request_network(struct init *init, const struct operation *op);
// names.c
int set_sysctl(struct init *init, const struct operation *op);
int set_host_name(struct init *init, const struct operation *op);
int set_domain_name(struct init *init, const struct operation *op);
// network.c
int configure_network(struct init *init, const struct operation *op);
// root.c
int set_root_propagation(struct init *init, const struct operation *op);
int make_parent_private(struct init *init, const struct operation *op);
int open_root(struct init *init, const struct operation *op);
int pivot_root(struct init *init, const struct operation *op);
int change_root(struct init *init, const struct operation *op);
// move_root.c
int move_root(struct init *init, const struct operation *op);
// sources.c
int start_source_helper(struct init *init, const struct operation *op);
int open_mount_source(struct init *init, const struct operation *op);
// mounts.c
int mount_filesystem(struct init *init, const struct operation *op);
int bind_mount(struct init *init, const struct operation *op);
int remount(struct init *init, const struct operation *op);
int set_mount_attributes(struct init *init, const struct operation *op);
// nodes.c
int create_directory(struct init *init, const struct operation *op);
int create_symbolic_link(struct init *init, const struct operation *op);
int replace_by_symbolic_link(struct init *init, const struct operation *op);
int create_device(struct init *init, const struct operation *op);
int bind_device(struct init *init, const struct operation *op);
int reopen_null(struct init *init, const struct operation *op);
// restrict.c
int make_path_readonly(struct init *init, const struct operation *op);
int mask_path(struct init *init, const struct operation *op);
// console.c
int open_console(struct init *init, const struct operation *op);
// hooks.c
int prepare_hook_state(struct init *init, const struct operation *op);
int run_hook(struct init *init, const struct operation *op);
// identity.c
int set_no_new_privileges(struct init *init, const struct operation *op);
int limit_capabilities(struct init *init, const struct operation *op);
int set_user(struct init *init, const struct operation *op);
int set_capabilities(struct init *init, const struct operation *op);
int raise_ambient_capability(struct init *init, const struct operation *op);
int set_umask(struct init *init, const struct operation *op);
// process.c
int change_directory(struct init *init, const struct operation *op);
int add_arguments(struct init *init, const struct operation *op);
int add_environment(struct init *init, const struct operation *op);
int find_executable(struct init *init, const struct operation *op);
int wait_for_start(struct init *init, const struct operation *op);
int execute(struct init *init, const struct operation *op);
// reaper.c
int start_reaper(struct init *init, const struct operation *op);
// Until nothing in the container could do it harm.
int wait_for_reaper(struct init *init);
// home.c
int find_home(struct init *init, const struct operation *op);

#endif
