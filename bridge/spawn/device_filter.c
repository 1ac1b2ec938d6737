// SPDX-License-Identifier: Apache-2.0
#include "device_filter.h"

#include <fcntl.h>
#include <linux/bpf.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static int load(const uint8_t *instructions, size_t length) {
    union bpf_attr attr;
    memset(&attr, 0, sizeof attr);
    attr.prog_type = BPF_PROG_TYPE_CGROUP_DEVICE;
    attr.insns = (uintptr_t)instructions;
    attr.insn_cnt = (uint32_t)(length / sizeof(struct bpf_insn));
    attr.license = (uintptr_t) "Apache-2.0";
    return (int)syscall(SYS_bpf, BPF_PROG_LOAD, &attr, sizeof attr);
}

static int attach(int directory, int program) {
    union bpf_attr attr;
    memset(&attr, 0, sizeof attr);
    attr.target_fd = (uint32_t)directory;
    attr.attach_bpf_fd = (uint32_t)program;
    attr.attach_type = BPF_CGROUP_DEVICE;
    attr.attach_flags = BPF_F_ALLOW_MULTI;
    return (int)syscall(SYS_bpf, BPF_PROG_ATTACH, &attr, sizeof attr);
}

int gty_device_filter_attach(const char *path, const uint8_t *instructions, size_t length,
                             struct gty_failure *failure) {
    if (length == 0 || length % sizeof(struct bpf_insn) != 0 || length / sizeof(struct bpf_insn) > UINT32_MAX) {
        errno = EINVAL;
        return gty_fail(failure, "read device filter", path);
    }
    int directory = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (directory < 0) return gty_fail(failure, "open", path);
    int result = 0;
    int program = load(instructions, length);
    if (program < 0)
        result = gty_fail(failure, "load device filter", path);
    else if (attach(directory, program) < 0)
        result = gty_fail(failure, "attach device filter", path);
    if (program >= 0) close(program);
    close(directory);
    return result;
}
