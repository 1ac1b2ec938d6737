// SPDX-License-Identifier: Apache-2.0
//
// Process 1 of a container with a reaper: who it is, and when it becomes that.
#include "plan/planner.h"

// Nobody's: systemd's table of ids leaves it free, and daemons of the host without a user of their own run as 65534.
enum { FREE_ID = 65533, GREATEST_ID = UINT32_MAX - 1 };

// The kernel lets processes with the same ids signal each other, bound each other's resources and change each other's
// priority. Of the ids that a user namespace has, the highest that is not the program's: nobody else is likely to use
// it. With one alone it must be shared.
static uint32_t other_id(const struct gty_idmaps *maps, uint32_t program) {
    uint32_t found = program;
    bool any = false;
    for (size_t i = 0; i < maps->count; i++) {
        const struct gty_idmap *map = &maps->items[i];
        uint64_t last = (uint64_t)map->container_id + map->size - 1;
        if (last > GREATEST_ID) last = GREATEST_ID;
        if (last == program && map->size > 1) last--;
        if (!map->size || last == program || (any && last < found)) continue;
        found = (uint32_t)last;
        any = true;
    }
    return found;
}

static uint32_t free_id(uint32_t program) { return program == FREE_ID ? FREE_ID - 1 : FREE_ID; }

static void put_reaper(struct gty_planner *planner, uint32_t uid, uint32_t gid) {
    gty_put_u32(planner, GTY_A_UID, uid);
    gty_put_u32(planner, GTY_A_GID, gid);
    if (planner->config->process.terminal) gty_put_flag(planner, GTY_A_TERMINAL);
    if (planner->options->detached) gty_put_flag(planner, GTY_A_DETACHED);
}

// After all that the supervisor does to process 1, and before it is another user.
void gty_plan_reaper(struct gty_planner *planner) {
    const struct gty_config *config = planner->config;
    const struct gty_process *process = &config->process;
    bool maps_known = gty_is_new(planner, GTY_CLONE_NEWUSER);
    if (!planner->options->reaper) return;
    gty_operation_begin(planner, GTY_OP_REAPER);
    if (maps_known) {
        put_reaper(planner, other_id(&config->uid_mappings, process->uid),
                   other_id(&config->gid_mappings, process->gid));
    } else {
        put_reaper(planner, free_id(process->uid), free_id(process->gid));
    }
    // What the user namespace around us maps, or a joined one, is not known here.
    if (!maps_known && (planner->user_namespace || planner->host->user_namespace)) {
        size_t fallback = gty_fallback_begin(planner, (const uint32_t[]){GTY_EINVAL, 0});
        size_t operation = gty_fallback_operation(planner, GTY_OP_REAPER);
        put_reaper(planner, process->uid, process->gid);
        gty_fallback_end(planner, fallback, operation);
    }
    gty_operation_end(planner);
}

// Some files of process 1 can be written by whoever owns them, whatever else the kernel keeps from him: its
// oom_score_adj, and the share of processor time that its session has. Where 0 is the host's root, that is the program.
void gty_plan_reaper_files(struct gty_planner *planner) {
    if (!planner->options->reaper) return;
    gty_operation_begin(planner, GTY_OP_READONLY_PATH);
    gty_put_target(planner, GTY_TEXT("/proc/1"), NULL);
    gty_skip_quietly_on(planner, (const uint32_t[]){GTY_ENOENT, 0});
    gty_operation_end(planner);
}
