// SPDX-License-Identifier: Apache-2.0
#include "cgroup/device_filter.h"

#include "tables/devices.h"

enum {
    BPF_LDX_MEM_W = 0x61,
    BPF_MOV32_REG = 0xbc,
    BPF_MOV64_IMM = 0xb7,
    BPF_AND32_IMM = 0x54,
    BPF_RSH32_IMM = 0x74,
    // The 32-bit jumps (since Linux 5.1) compare with the immediate as it is; the others would extend its sign.
    BPF_JNE32_IMM = 0x56,
    BPF_JEQ32_IMM = 0x16,
    BPF_EXIT = 0x95,
};

enum { RESULT = 0, CONTEXT = 1, TYPE = 2, WANTED = 3, SCRATCH = 4 };

// struct bpf_cgroup_dev_ctx
enum { CONTEXT_ACCESS_TYPE = 0, CONTEXT_MAJOR = 4, CONTEXT_MINOR = 8 };
enum { DEVICE_BLOCK = 1, DEVICE_CHAR = 2 };

#define INSTRUCTION_SIZE 8

static void put(struct gty_buffer *out, uint8_t code, uint8_t destination, uint8_t source, int16_t offset,
                uint32_t immediate) {
    gty_buffer_byte(out, code);
    gty_buffer_byte(out, (uint8_t)(source << 4 | destination));
    gty_buffer_u16(out, (uint16_t)offset);
    gty_buffer_u32(out, immediate);
}

static void put_result(struct gty_buffer *out, bool allow) {
    put(out, BPF_MOV64_IMM, RESULT, 0, 0, allow);
    put(out, BPF_EXIT, 0, 0, 0, 0);
}

// A jump past the end of the rule's instructions, of which `left` follow.
static void unless_equal(struct gty_buffer *out, uint8_t reg, uint32_t value, unsigned left) {
    put(out, BPF_JNE32_IMM, reg, 0, (int16_t)left, value);
}

static bool is_unconditional(const struct gty_access_rule *rule) {
    return rule->type == 'a' && rule->major == GTY_ANY_NUMBER && rule->minor == GTY_ANY_NUMBER &&
           rule->access == GTY_ACCESS_ALL;
}

// Read anew for each rule: what the verifier learned of a number from one rule would make it walk the others again for
// each number, and 990 rules take it past its million instructions.
static void unless_number(struct gty_buffer *out, int16_t field, uint32_t value, unsigned left) {
    put(out, BPF_LDX_MEM_W, SCRATCH, CONTEXT, field, 0);
    unless_equal(out, SCRATCH, value, left);
}

// WANTED holds the accesses that no later rule has decided. A rule that allows takes its own away, and is done when
// none is left; one that refuses is done when one of its own is among them.
static void put_rule(struct gty_buffer *out, const struct gty_access_rule *rule) {
    bool all = rule->access == GTY_ACCESS_ALL;
    unsigned left = all ? 2 : rule->allow ? 4 : 5;
    left += (rule->type != 'a') + 2 * (rule->major != GTY_ANY_NUMBER) + 2 * (rule->minor != GTY_ANY_NUMBER);
    if (rule->type != 'a') unless_equal(out, TYPE, rule->type == 'b' ? DEVICE_BLOCK : DEVICE_CHAR, --left);
    if (rule->major != GTY_ANY_NUMBER) unless_number(out, CONTEXT_MAJOR, rule->major, left -= 2);
    if (rule->minor != GTY_ANY_NUMBER) unless_number(out, CONTEXT_MINOR, rule->minor, left -= 2);
    if (!all && rule->allow) {
        put(out, BPF_AND32_IMM, WANTED, 0, 0, GTY_ACCESS_ALL & ~(uint32_t)rule->access);
        unless_equal(out, WANTED, 0, 2);
    } else if (!all) {
        put(out, BPF_MOV32_REG, SCRATCH, WANTED, 0, 0);
        put(out, BPF_AND32_IMM, SCRATCH, 0, 0, rule->access);
        put(out, BPF_JEQ32_IMM, SCRATCH, 0, 2, 0);
    }
    put_result(out, rule->allow);
}

void gty_device_filter(const struct gty_access_rules *rules, struct gty_buffer *out) {
    put(out, BPF_LDX_MEM_W, TYPE, CONTEXT, CONTEXT_ACCESS_TYPE, 0);
    put(out, BPF_MOV32_REG, WANTED, TYPE, 0, 0);
    put(out, BPF_AND32_IMM, TYPE, 0, 0, 0xffff);
    put(out, BPF_RSH32_IMM, WANTED, 0, 0, 16);
    for (size_t i = rules->count; i-- > 0;) {
        put_rule(out, &rules->items[i]);
        // The verifier refuses a program with instructions that nothing reaches.
        if (is_unconditional(&rules->items[i])) return;
    }
    put_result(out, false);
}
