// SPDX-License-Identifier: Apache-2.0
//
// Hooks: those that the supervisor runs are one operation, those that run here are one each, with the state they read.
#include "plan/planner.h"

static bool has(const struct gty_planner *planner, enum gty_hook_kind kind) {
    return planner->config->hooks[kind].count > 0;
}

// The state as OCI defines it; the init adds the pid, which only it knows.
static void plan_state(struct gty_planner *planner, const char *status) {
    const struct gty_config *config = planner->config;
    struct gty_buffer state;
    gty_buffer_init(&state, planner->arena);
    gty_buffer_json_open(&state, '{');
    gty_buffer_json_key(&state, "ociVersion");
    gty_buffer_json_string(&state, config->oci_version);
    gty_buffer_json_key(&state, "id");
    gty_buffer_json_string(&state, planner->options->id);
    gty_buffer_json_key(&state, "status");
    gty_buffer_json_string(&state, gty_text_format(planner->arena, "%s", status));
    gty_buffer_json_key(&state, "bundle");
    gty_buffer_json_string(&state, planner->options->bundle);
    if (config->annotations.count) {
        gty_buffer_json_key(&state, "annotations");
        gty_buffer_json_open(&state, '{');
        for (size_t i = 0; i < config->annotations.count; i++) {
            gty_buffer_json_key(&state, config->annotations.items[i].name.data);
            gty_buffer_json_string(&state, config->annotations.items[i].value);
        }
        gty_buffer_json_close(&state, '}');
    }
    gty_buffer_json_key(&state, "pid");
    for (size_t at = 0; at < state.length;) {
        size_t taken = state.length - at < GTY_CHUNK_MAX ? state.length - at : GTY_CHUNK_MAX;
        gty_operation_begin(planner, GTY_OP_HOOK_STATE);
        gty_put_text(planner, GTY_A_CHUNK, gty_text_copy(planner->arena, (const char *)state.data + at, taken));
        gty_operation_end(planner);
        at += taken;
    }
}

static void put_strings(struct gty_planner *planner, enum gty_attribute attribute, const struct gty_texts *strings) {
    struct gty_buffer bytes;
    gty_buffer_init(&bytes, planner->arena);
    for (size_t i = 0; i < strings->count; i++)
        gty_buffer_bytes(&bytes, strings->items[i].data, strings->items[i].length + 1);
    gty_nl_put_bytes(&planner->operation, (uint16_t)attribute, bytes.data, bytes.length);
}

// Without ENV a hook gets what was set so far: nothing for createContainer, the process's environment for
// startContainer (which OCI does not say, and everyone relies on).
static void plan_hooks(struct gty_planner *planner, enum gty_hook_kind kind) {
    const struct gty_hooks *hooks = &planner->config->hooks[kind];
    for (size_t i = 0; i < hooks->count; i++) {
        const struct gty_hook *hook = &hooks->items[i];
        struct gty_text path = hook->path;
        gty_operation_begin(planner, GTY_OP_HOOK);
        gty_put_u32(planner, GTY_A_KIND, 1u << kind);
        gty_put_u32(planner, GTY_A_INDEX, (uint32_t)i);
        gty_put_path(planner, GTY_A_PATH, path, hook->node);
        put_strings(planner, GTY_A_ARGS, hook->args.count ? &hook->args : &(struct gty_texts){&path, 1});
        if (hook->env.count) put_strings(planner, GTY_A_ENV, &hook->env);
        if (hook->timeout.present) {
            int64_t seconds = hook->timeout.value;
            gty_put_u32(planner, GTY_A_TIMEOUT, seconds > UINT32_MAX ? UINT32_MAX : (uint32_t)seconds);
        }
        gty_operation_end(planner);
    }
}

void gty_plan_setup_hooks(struct gty_planner *planner) {
    uint32_t kinds = (has(planner, GTY_HOOK_PRESTART) ? 1u << GTY_HOOK_PRESTART : 0) |
                     (has(planner, GTY_HOOK_CREATE_RUNTIME) ? 1u << GTY_HOOK_CREATE_RUNTIME : 0);
    if (kinds) {
        gty_operation_begin(planner, GTY_OP_RUN_HOOKS);
        gty_put_u32(planner, GTY_A_KIND, kinds);
        gty_operation_end(planner);
    }
    if (!has(planner, GTY_HOOK_CREATE_CONTAINER)) return;
    plan_state(planner, "creating");
    plan_hooks(planner, GTY_HOOK_CREATE_CONTAINER);
}

void gty_plan_start_state(struct gty_planner *planner) {
    if (has(planner, GTY_HOOK_START_CONTAINER)) plan_state(planner, "created");
}

void gty_plan_start_hooks(struct gty_planner *planner) { plan_hooks(planner, GTY_HOOK_START_CONTAINER); }
