// SPDX-License-Identifier: Apache-2.0
//
// Device rules as a BPF program: run here by a small interpreter and compared with the rules read one by one.
#include "cgroup/device_filter.h"

#include <errno.h>
#include <string.h>
#ifdef __linux__
#include <linux/bpf.h>
#include <sys/syscall.h>
#include <unistd.h>
#endif

#include "tables/devices.h"
#include "tap.h"

struct request {
    char type;
    uint32_t major, minor;
    uint8_t access;
};

// ---- the interpreter: what the filter uses of eBPF, and the verifier's demands ------------------------------------

#define STEPS_MAX 100000

static bool reached[STEPS_MAX];

// 0 or 1; -1 for an instruction that the kernel would refuse.
static int run(const struct gty_buffer *program, const struct request *request) {
    uint64_t regs[11] = {0};
    const uint32_t context[3] = {(uint32_t)request->access << 16 | (request->type == 'b' ? 1 : 2), request->major,
                                 request->minor};
    size_t count = program->length / 8;
    for (size_t at = 0, steps = 0; at < count && steps < STEPS_MAX; at++, steps++) {
        const uint8_t *bytes = program->data + at * 8;
        uint8_t code = bytes[0], to = bytes[1] & 15, from = bytes[1] >> 4;
        int16_t offset;
        uint32_t value;
        memcpy(&offset, bytes + 2, 2);
        memcpy(&value, bytes + 4, 4);
        reached[at] = true;
        if (to > 9 || from > 9) return -1;
        bool jump = false;
        switch (code) {
        case 0x61: // LDX W
            if (from != 1 || offset < 0 || offset % 4 || offset > 8) return -1;
            regs[to] = context[offset / 4];
            break;
        case 0xbc:
            regs[to] = (uint32_t)regs[from];
            break;
        case 0xb7:
            regs[to] = (uint64_t)(int64_t)(int32_t)value;
            break;
        case 0x54:
            regs[to] = (uint32_t)regs[to] & value;
            break;
        case 0x74:
            regs[to] = (uint32_t)regs[to] >> value;
            break;
        case 0x56:
            jump = (uint32_t)regs[to] != value;
            break;
        case 0x16:
            jump = (uint32_t)regs[to] == value;
            break;
        case 0x95:
            return regs[0] <= 1 ? (int)regs[0] : -1;
        default:
            return -1;
        }
        if (!jump) continue;
        if (offset < 0 || at + 1 + (size_t)offset >= count) return -1; // only forward, and not out
        at += (size_t)offset;
    }
    return -1;
}

// ---- the rules, read one by one
// --------------------------------------------------------------------------------------

static bool matches(const struct gty_access_rule *rule, const struct request *request) {
    return (rule->type == 'a' || rule->type == request->type) &&
           (rule->major == GTY_ANY_NUMBER || rule->major == request->major) &&
           (rule->minor == GTY_ANY_NUMBER || rule->minor == request->minor);
}

static bool allowed(const struct gty_access_rules *rules, const struct request *request) {
    for (uint8_t bit = 1; bit <= GTY_ACCESS_WRITE; bit = (uint8_t)(bit << 1)) {
        if (!(request->access & bit)) continue;
        bool allow = false;
        for (size_t i = 0; i < rules->count; i++)
            if ((rules->items[i].access & bit) && matches(&rules->items[i], request)) allow = rules->items[i].allow;
        if (!allow) return false;
    }
    return true;
}

// ---- tests
// -----------------------------------------------------------------------------------------------------------

static uint32_t seed = 1;

static uint32_t choose(uint32_t below) {
    seed = seed * 1664525u + 1013904223u;
    return (seed >> 8) % below;
}

static uint32_t choose_number(void) {
    static const uint32_t numbers[] = {0, 1, 5, 4095, 0xfffffffe, GTY_ANY_NUMBER};
    return numbers[choose(6)];
}

static void test_against_rules(void) {
    static struct gty_access_rule items[12];
    size_t wrong = 0, asked = 0;
    for (int round = 0; round < 3000; round++) {
        struct gty_arena arena;
        struct gty_buffer program;
        struct gty_access_rules rules = {items, choose(12)};
        gty_arena_init(&arena, 1 << 20);
        gty_buffer_init(&program, &arena);
        for (size_t i = 0; i < rules.count; i++)
            items[i] = (struct gty_access_rule){choose(2),       "abc"[choose(3)],   choose_number(),
                                                choose_number(), (uint8_t)choose(8), NULL};
        gty_device_filter(&rules, &program);
        for (int i = 0; i < 20; i++, asked++) {
            struct request request = {"bc"[choose(2)], choose_number(), choose_number(), (uint8_t)(1 + choose(7))};
            if (request.major == GTY_ANY_NUMBER || request.minor == GTY_ANY_NUMBER) continue; // no device has it
            wrong += run(&program, &request) != (int)allowed(&rules, &request);
        }
        gty_arena_free(&arena);
    }
    tap_ok(wrong == 0, "%zu requests are decided as the rules say, %zu are not", asked, wrong);
}

// The verifier refuses what nothing reaches: here behind a rule for everything.
static void test_reached(void) {
    struct gty_arena arena;
    struct gty_buffer program;
    struct gty_access_rule items[] = {
        {true, 'c', 1, 3, GTY_ACCESS_ALL, NULL},
        {false, 'a', GTY_ANY_NUMBER, GTY_ANY_NUMBER, GTY_ACCESS_ALL, NULL},
        {true, 'c', GTY_ANY_NUMBER, GTY_ANY_NUMBER, GTY_ACCESS_MKNOD, NULL},
        {false, 'c', 5, GTY_ANY_NUMBER, GTY_ACCESS_READ, NULL},
    };
    struct gty_access_rules rules = {items, 4};
    gty_arena_init(&arena, 1 << 20);
    gty_buffer_init(&program, &arena);
    gty_device_filter(&rules, &program);
    memset(reached, 0, sizeof reached);
    for (uint32_t major = 0; major < 8; major++)
        for (uint8_t access = 0; access < 8; access++)
            for (int type = 0; type < 2; type++) run(&program, &(struct request){"bc"[type], major, 3, access});
    size_t missed = 0;
    for (size_t i = 0; i < program.length / 8; i++) missed += !reached[i];
    tap_ok(program.length % 8 == 0 && missed == 0, "every instruction is reached");
    tap_ok(run(&program, &(struct request){'c', 1, 3, GTY_ACCESS_READ}) == 0,
           "a later rule for everything takes an allowance back");
    tap_ok(run(&program, &(struct request){'c', 1, 3, GTY_ACCESS_MKNOD}) == 1, "and a later one gives a part of it");
    tap_ok(run(&program, &(struct request){'c', 1, 3, GTY_ACCESS_MKNOD | GTY_ACCESS_READ}) == 0,
           "but not more than that part");
    gty_arena_free(&arena);
}

// ---- the kernel's verifier
// -----------------------------------------------------------------------------------------------------------

// 0 or an errno: what the verifier says to it; -1 without a kernel or the right to ask.
static int verify(const struct gty_buffer *program) {
#ifdef __linux__
    union bpf_attr attr;
    memset(&attr, 0, sizeof attr);
    attr.prog_type = BPF_PROG_TYPE_CGROUP_DEVICE;
    attr.insns = (uintptr_t)program->data;
    attr.insn_cnt = (uint32_t)(program->length / sizeof(struct bpf_insn));
    attr.license = (uintptr_t) "Apache-2.0";
    int fd = (int)syscall(SYS_bpf, BPF_PROG_LOAD, &attr, sizeof attr);
    if (fd >= 0) return close(fd);
    return errno == EPERM || errno == ENOSYS ? -1 : errno;
#else
    (void)program;
    return -1;
#endif
}

// As many rules as are allowed, each of its own device.
static void test_longest(const char *name, struct gty_access_rule (*rule_of)(uint32_t index)) {
    static struct gty_access_rule items[GTY_DEVICE_RULES_MAX];
    struct gty_access_rules rules = {items, GTY_DEVICE_RULES_MAX};
    struct gty_arena arena;
    struct gty_buffer program;
    gty_arena_init(&arena, 1 << 20);
    gty_buffer_init(&program, &arena);
    for (uint32_t i = 0; i < GTY_DEVICE_RULES_MAX; i++) items[i] = rule_of(i);
    gty_device_filter(&rules, &program);
    int error = verify(&program);
    tap_ok(error <= 0, "%zu instructions for %s are taken: %s%s", program.length / 8, name,
           error > 0 ? strerror(error) : "", error < 0 ? "# SKIP no right to load it" : "");
    gty_arena_free(&arena);
}

static struct gty_access_rule whole_rule(uint32_t i) {
    return (struct gty_access_rule){true, 'c', i + 1, i, GTY_ACCESS_ALL, NULL};
}

static struct gty_access_rule partial_rule(uint32_t i) {
    return (struct gty_access_rule){i % 2, "bc"[i / 2 % 2], i + 1, i, (uint8_t)(1 + i % 6), NULL};
}

static struct gty_access_rule refusing_rule(uint32_t i) {
    return (struct gty_access_rule){false, "bc"[i % 2], i + 1, i, (uint8_t)(1 + i % 6), NULL};
}

static struct gty_access_rule wide_rule(uint32_t i) {
    return (struct gty_access_rule){true, 'c', i + 1, GTY_ANY_NUMBER, (uint8_t)(1 << i % 3), NULL};
}

static struct gty_access_rule minor_rule(uint32_t i) {
    return (struct gty_access_rule){true, "abc"[i % 3], GTY_ANY_NUMBER, i, (uint8_t)(1 + i % 7), NULL};
}

int main(void) {
    test_against_rules();
    test_reached();
    test_longest("whole devices", whole_rule);
    test_longest("parts of accesses", partial_rule);
    test_longest("refusals", refusing_rule);
    test_longest("whole drivers", wide_rule);
    test_longest("minor numbers alone", minor_rule);
    return tap_done();
}
