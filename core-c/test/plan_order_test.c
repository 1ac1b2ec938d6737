// SPDX-License-Identifier: Apache-2.0
//
// A plan has the parts of its order and no others: a kind of plan is an order, and nothing else of the room changes.
#include "plan/planner.h"
#include "plan_fixture.h"

static gty_part *const decisions[] = {gty_decide, NULL};
static gty_part *const none[] = {NULL};
static gty_part *const targets[] = {gty_plan_names, NULL};
static gty_part *const after[] = {gty_plan_process, NULL};

static void record_steps(struct gty_planner *planner, struct gty_buffer *record) {
    gty_buffer_format(record, "%u steps", planner->steps);
}

static const struct gty_order names_and_process = {decisions, none, targets, after, record_steps};

int main(void) {
    struct planned planned;
    plan(&planned, CONFIG(PROCESS(""), NAMESPACES(""), ",'hostname':'h'"), NO_CGROUPS);
    tap_ok(plan_says(&planned, "pivot root") && plan_says(&planned, "set host name") && plan_says(&planned, "exec"),
           "create has the root filesystem, names and the process");
    struct gty_buffer message, record;
    struct gty_malformed malformed;
    gty_buffer_init(&message, &planned.fixture.arena);
    gty_buffer_init(&record, &planned.fixture.arena);
    gty_plan(&names_and_process, &planned.fixture.diagnostics, &planned.config, &planned.options, &planned.host,
             &message, &record);
    gty_buffer_byte(&record, 0);
    planned.text.length = 0;
    planned.described = gty_describe_text(message.data, message.length, &planned.text, &malformed);
    gty_buffer_byte(&planned.text, 0);
    tap_ok(!plan_says(&planned, "pivot root") && plan_says(&planned, "set host name") && plan_says(&planned, "exec"),
           "an order without the root filesystem has names and the process");
    tap_ok(strstr((const char *)record.data, " steps") != NULL, "its record is its own");
    plan_release(&planned);
    return tap_done();
}
