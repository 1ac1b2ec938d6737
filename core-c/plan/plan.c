// SPDX-License-Identifier: Apache-2.0
//
// The order of the operations is runc's; where it differs, the files of the parts say why.
#include "plan/plan.h"

#include "plan/network.h"
#include "plan/planner.h"
#include "plan/record.h"

// Everything that has targets in the root filesystem.
static void plan_targets(struct gty_planner *planner) {
    gty_plan_mounts(planner);
    gty_plan_devices(planner);
    gty_plan_setup_hooks(planner);
    gty_plan_enter_root(planner);
    gty_plan_late_readonly(planner);
    gty_plan_names(planner);
    gty_plan_restrictions(planner);
    gty_plan_reaper_files(planner);
}

// Which mounts must be kept shows only when all targets are known: they are planned once more before, for that alone.
static void find_bases(struct gty_planner *planner) {
    struct gty_buffer *message = planner->message.buffer;
    struct gty_diagnostics unheard;
    struct gty_planner trial = *planner;
    size_t length = message->length;
    gty_diagnostics_init(&unheard, planner->arena, GTY_TEXT(""));
    trial.diagnostics = &unheard;
    plan_targets(&trial);
    message->length = length;
    gty_bases_settle(planner->bases);
}

static void plan_operations(struct gty_planner *planner) {
    gty_plan_namespaces(planner);
    gty_plan_session(planner);
    gty_plan_network(planner);
    gty_plan_root(planner);
    find_bases(planner);
    plan_targets(planner);
    gty_plan_process(planner);
    gty_operations_end(planner);
}

void gty_plan(struct gty_diagnostics *diagnostics, const struct gty_config *config, const struct gty_options *options,
              const struct gty_host *host, struct gty_buffer *message, struct gty_buffer *record) {
    struct gty_bases bases = {.arena = message->arena};
    struct gty_planner planner = {.arena = message->arena,
                                  .diagnostics = diagnostics,
                                  .config = config,
                                  .options = options,
                                  .host = host,
                                  .bases = &bases};
    size_t errors = diagnostics->errors;
    gty_buffer_init(&planner.operation_bytes, planner.arena);
    gty_decide(&planner);
    gty_read_mounts(&planner);
    gty_cgroup_place(&planner.cgroup, planner.arena, config, options, host);
    if (planner.arena->failed) return; // the caller reports it
    gty_nl_begin(&planner.message, message, GTY_MSG_INIT, GTY_NLM_F_REQUEST, 1);
    gty_plan_bootstrap(&planner);
    plan_operations(&planner);
    gty_record_write(&planner, record);
    if (!gty_nl_end(&planner.message) && !planner.arena->failed && diagnostics->errors == errors) {
        gty_find(diagnostics, GTY_RULE_PLAN_MESSAGE_LENGTH, config->process.args_node,
                 "the kernel takes at most 6 MiB of arguments and environment",
                 "the bootstrap message is longer than 8 MiB");
    }
}
