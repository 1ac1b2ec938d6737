// SPDX-License-Identifier: Apache-2.0
#include "run.h"

#include "beneath.h"
#include "control.h"
#include "operations.h"
#include "string.h"

struct alternative {
    struct attribute operation; // no data: the step is skipped
    bool quiet;
};

static bool named_in(const struct attribute *fallback, int error, struct alternative *alternative) {
    struct reader reader = {.at = fallback->data, .left = fallback->length};
    struct attribute item;
    bool named = false;
    alternative->operation.data = NULL;
    alternative->quiet = false;
    while (next_attribute(&reader, &item) > 0) {
        if (item.type == GTY_A_QUIET)
            alternative->quiet = true;
        else if (item.type != GTY_A_ERRNO)
            alternative->operation = item;
        else if (attribute_number(&item) == (uint32_t)error)
            named = true;
    }
    return named;
}

static bool find_alternative(const struct operation *op, int error, struct alternative *alternative) {
    struct reader reader = op->attributes;
    struct attribute value;
    while (next_attribute(&reader, &value) > 0) {
        if (value.type == GTY_A_FALLBACK && named_in(&value, error, alternative)) return true;
    }
    return false;
}

static void clear_failure(struct init *init) {
    struct failure *failure = &init->failure;
    failure->operation = failure->status = failure->signal = 0;
    failure->error = 0;
    failure->action = NULL;
    failure->text[0] = 0;
}

#ifdef GANTRY_FAULT_INJECTION
static bool fault_due(const struct init *init, bool alternative) {
    return init->fault_step == init->step && !init->fault_killed && !alternative;
}
#endif

static int try_operation(struct init *init, const struct operation *op, bool alternative) {
#ifdef GANTRY_FAULT_INJECTION
    if (fault_due(init, alternative)) return failed(init, -init->fault_error, "injected fault");
#else
    (void)alternative;
#endif
    return operation_rule(op->number)->run(init, op);
}

static bool alternatives_allowed(const struct init *init) {
#ifdef GANTRY_FAULT_INJECTION
    return !(init->fault_step == init->step && init->fault_hard);
#else
    (void)init;
    return true;
#endif
}

static int run_operation(struct init *init, const struct attribute *attribute) {
    struct operation op;
    struct alternative alternative = {.operation = *attribute};
    for (bool first = true;; first = false) {
        clear_failure(init);
        int result = operation_parse(init, &alternative.operation, &op);
        if (result == 0) result = try_operation(init, &op, !first);
        if (result == 0) return 0;
        init->failure.operation = op.number;
        if (!alternatives_allowed(init) || !find_alternative(&op, init->failure.error, &alternative)) return result;
        if (!alternative.quiet) control_notice(init);
        if (!alternative.operation.data) return 0;
    }
}

void run_message(struct init *init) {
    struct operation_reader reader = operations_of(init);
    struct attribute operation;
    while (next_operation(&reader, &operation) > 0) {
        init->step++;
        if (run_operation(init, &operation) < 0) control_give_up(init);
        if (init->step == init->last_path) leave_paths(init);
    }
    // The message was checked to end with EXEC; only one that was skipped comes here.
    failed(init, -ENOEXEC, "find the operation that executes");
    control_give_up(init);
}
