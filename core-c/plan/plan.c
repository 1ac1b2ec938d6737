// SPDX-License-Identifier: Apache-2.0
#include "plan/plan.h"

#include "plan/planner.h"

static void run(struct gty_planner *planner, gty_part *const *parts) {
    for (; *parts; parts++) (*parts)(planner);
}

// Which mounts must be kept shows only when all targets are known: they are planned once more before, for that alone.
static void find_bases(struct gty_planner *planner, gty_part *const *targets) {
    struct gty_buffer *message = planner->message.buffer;
    struct gty_diagnostics unheard;
    struct gty_planner trial = *planner;
    size_t length = message->length;
    gty_diagnostics_init(&unheard, planner->arena, GTY_TEXT(""));
    trial.diagnostics = &unheard;
    run(&trial, targets);
    message->length = length;
    gty_bases_settle(planner->bases);
}

static void plan_operations(struct gty_planner *planner, const struct gty_order *order) {
    run(planner, order->before);
    find_bases(planner, order->targets);
    run(planner, order->targets);
    run(planner, order->after);
    gty_operations_end(planner);
}

void gty_plan(const struct gty_order *order, struct gty_diagnostics *diagnostics, const struct gty_config *config,
              const struct gty_options *options, const struct gty_host *host, struct gty_buffer *message,
              struct gty_buffer *record) {
    struct gty_bases bases = {.arena = message->arena};
    struct gty_planner planner = {.arena = message->arena,
                                  .diagnostics = diagnostics,
                                  .config = config,
                                  .options = options,
                                  .host = host,
                                  .bases = &bases};
    size_t errors = diagnostics->errors;
    gty_buffer_init(&planner.operation_bytes, planner.arena);
    run(&planner, order->decisions);
    if (planner.arena->failed) return; // the caller reports it
    gty_nl_begin(&planner.message, message, GTY_MSG_INIT, GTY_NLM_F_REQUEST, 1);
    plan_operations(&planner, order);
    order->record(&planner, record);
    if (!gty_nl_end(&planner.message) && !planner.arena->failed && diagnostics->errors == errors) {
        gty_find(diagnostics, GTY_RULE_PLAN_MESSAGE_LENGTH, config->process.args_node,
                 "the kernel takes at most 6 MiB of arguments and environment",
                 "the bootstrap message is longer than 8 MiB");
    }
}
