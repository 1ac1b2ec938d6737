// SPDX-License-Identifier: Apache-2.0
//
// process.scheduler, process.ioPriority and process.execCPUAffinity
#include "check/areas.h"
#include "check/number_list.h"

// SCHED_* of the kernel.
enum { OTHER, FIFO, RR, BATCH, ISO, IDLE, DEADLINE };

#define NICE_MIN (-20)
#define NICE_MAX 19
#define PRIORITY_MAX 99
#define RUNTIME_MIN 1024 // nanoseconds: what the kernel can still count with
#define IO_PRIORITY_MAX 7

static bool is_set(struct gty_number number) { return number.present && number.value != 0; }

static bool has_policy(const struct gty_scheduler *scheduler, uint64_t policy) {
    return scheduler->policy.value == policy;
}

static void check_policy(const struct gty_checker *checker, const struct gty_scheduler *scheduler) {
    if (has_policy(scheduler, ISO))
        gty_find(checker->diagnostics, GTY_RULE_SCHEDULER_ISO, scheduler->policy.node, NULL,
                 "SCHED_ISO is a number that Linux keeps for later: it refuses it");
}

static void check_nice(const struct gty_checker *checker, const struct gty_scheduler *scheduler) {
    struct gty_number nice = scheduler->nice;
    bool used = has_policy(scheduler, OTHER) || has_policy(scheduler, BATCH);
    if (used && nice.present && (nice.value < NICE_MIN || nice.value > NICE_MAX))
        gty_find(checker->diagnostics, GTY_RULE_SCHEDULER_NICE, nice.node, NULL,
                 "invalid scheduler.nice: it must be from %d to %d", NICE_MIN, NICE_MAX);
    if (!used && is_set(nice)) {
        struct gty_diagnostic *finding =
            gty_find(checker->diagnostics, GTY_RULE_SCHEDULER_NICE_UNUSED, nice.node, "remove it",
                     "scheduler.nice has no effect with %s", gty_quote(checker, scheduler->policy.name));
        gty_relate(checker->diagnostics, finding, scheduler->policy.node, "the policy");
    }
}

static void check_priority(const struct gty_checker *checker, const struct gty_scheduler *scheduler) {
    struct gty_number priority = scheduler->priority;
    bool used = has_policy(scheduler, FIFO) || has_policy(scheduler, RR);
    struct gty_diagnostic *finding = NULL;
    if (!used && is_set(priority))
        finding = gty_find(checker->diagnostics, GTY_RULE_SCHEDULER_PRIORITY, priority.node, "remove it",
                           "scheduler.priority can only be specified for SCHED_FIFO or SCHED_RR");
    else if (used && (priority.value < 1 || priority.value > PRIORITY_MAX))
        finding = gty_find(checker->diagnostics, GTY_RULE_SCHEDULER_PRIORITY_RANGE,
                           priority.present ? priority.node : scheduler->node, NULL,
                           "scheduler.priority must be from 1 to %d with %s", PRIORITY_MAX,
                           gty_quote(checker, scheduler->policy.name));
    gty_relate(checker->diagnostics, finding, scheduler->policy.node, "the policy");
}

static void check_unused_time(const struct gty_checker *checker, const struct gty_scheduler *scheduler,
                              struct gty_number number, const char *name) {
    if (!is_set(number)) return;
    struct gty_diagnostic *finding = gty_find(checker->diagnostics, GTY_RULE_SCHEDULER_TIME, number.node, "remove it",
                                              "scheduler.%s can only be specified for SCHED_DEADLINE", name);
    gty_relate(checker->diagnostics, finding, scheduler->policy.node, "the policy");
}

static void check_deadline(const struct gty_checker *checker, const struct gty_scheduler *scheduler) {
    uint64_t runtime = (uint64_t)scheduler->runtime.value, deadline = (uint64_t)scheduler->deadline.value;
    uint64_t period = scheduler->period.value ? (uint64_t)scheduler->period.value : deadline; // as the kernel has it
    const char *wrong = runtime < RUNTIME_MIN ? "runtime is below 1024 nanoseconds"
                        : runtime > deadline  ? "runtime is above deadline"
                        : deadline > period   ? "deadline is above period"
                        : period > INT64_MAX  ? "period is above 2^63 - 1"
                                              : NULL;
    if (wrong)
        gty_find(checker->diagnostics, GTY_RULE_SCHEDULER_DEADLINE, scheduler->node,
                 "they count nanoseconds: runtime <= deadline <= period", "SCHED_DEADLINE: %s", wrong);
    if (checker->config->resources.cpu_cpus.length == 0) return;
    struct gty_diagnostic *finding =
        gty_find(checker->diagnostics, GTY_RULE_SCHEDULER_CPUSET, scheduler->policy.node,
                 "do without cpu.cpus, or give the cgroup an exclusive cpuset",
                 "SCHED_DEADLINE cannot be used together with cpu.cpus, unless these are all processors there are");
    gty_relate(checker->diagnostics, finding, checker->config->resources.cpu_cpus_node, "the processors");
}

static void check_scheduler(const struct gty_checker *checker, const struct gty_scheduler *scheduler) {
    if (!scheduler->policy.known) return;
    check_policy(checker, scheduler);
    check_nice(checker, scheduler);
    check_priority(checker, scheduler);
    if (has_policy(scheduler, DEADLINE)) {
        check_deadline(checker, scheduler);
        return;
    }
    check_unused_time(checker, scheduler, scheduler->runtime, "runtime");
    check_unused_time(checker, scheduler, scheduler->deadline, "deadline");
    check_unused_time(checker, scheduler, scheduler->period, "period");
}

static void check_io_priority(const struct gty_checker *checker, const struct gty_io_priority *io) {
    if (io->priority.present && (io->priority.value < 0 || io->priority.value > IO_PRIORITY_MAX))
        gty_find(checker->diagnostics, GTY_RULE_IO_PRIORITY, io->priority.node, "0 comes first, 7 last",
                 "invalid ioPriority.priority: it must be from 0 to %d", IO_PRIORITY_MAX);
}

static void check_affinity(const struct gty_checker *checker, struct gty_text text, const struct gty_json *node,
                           const char *name) {
    if (text.length == 0) return;
    struct gty_number_list list = gty_number_list(text, GTY_LIST_MOST);
    if (!list.valid)
        gty_find(checker->diagnostics, GTY_RULE_AFFINITY_LIST, node, "for example 0-3,8; 65536 is the highest",
                 "bad execCPUAffinity.%s: %s is not a list of processors", name, gty_quote(checker, text));
    else if (list.ranges == 0)
        gty_find(checker->diagnostics, GTY_RULE_AFFINITY_LIST, node, "for example 0-3,8, or nothing at all",
                 "bad execCPUAffinity.%s: no processor is in %s", name, gty_quote(checker, text));
}

void gty_check_scheduling(const struct gty_checker *checker) {
    const struct gty_process *process = &checker->config->process;
    if (process->scheduler.node) check_scheduler(checker, &process->scheduler);
    if (process->io_priority.node) check_io_priority(checker, &process->io_priority);
    check_affinity(checker, process->cpu_affinity.initial, process->cpu_affinity.initial_node, "initial");
    check_affinity(checker, process->cpu_affinity.final, process->cpu_affinity.final_node, "final");
}
