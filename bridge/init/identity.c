// SPDX-License-Identifier: Apache-2.0
//
// Who the user's program is, and what it may do.
#include <asm/ioctls.h>
#include <asm/termbits.h>
#include <linux/capability.h>
#include <linux/prctl.h>

#include "operations.h"

#define CAPABILITIES_MAX 64

int set_no_new_privileges(struct init *init, const struct operation *op) {
    (void)op;
    long result = sys(prctl, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    return result < 0 ? failed(init, result, "prctl PR_SET_NO_NEW_PRIVS") : 0;
}

int limit_capabilities(struct init *init, const struct operation *op) {
    uint64_t bounding = set_of(op, GTY_A_BOUNDING);
    for (int capability = 0; capability < CAPABILITIES_MAX; capability++) {
        if (bounding >> capability & 1) continue;
        long result = sys(prctl, PR_CAPBSET_DROP, capability, 0, 0, 0);
        if (result == -EINVAL) return 0; // past the last that this kernel knows
        // What is not there needs no right to be dropped.
        if (result == -EPERM) result = sys(prctl, PR_CAPBSET_READ, capability, 0, 0, 0) == 0 ? 0 : -EPERM;
        if (result < 0) return failed(init, result, "prctl PR_CAPBSET_DROP");
    }
    return 0;
}

// So that the program may open /dev/tty and its like anew. Files, devices and pipes that were handed over stay their
// owner's: whoever owns one may change its mode and open it for writing. A terminal of another user namespace cannot be
// given away.
static int own_terminals(struct init *init, uint32_t uid) {
    for (int fd = 0; fd < 3; fd++) {
        struct stat status;
        struct termios settings;
        if (stat_fd(fd, &status) < 0 || status.st_uid == uid) continue;
        if ((status.st_mode & S_IFMT) != S_IFCHR || sys(ioctl, fd, TCGETS, &settings) < 0) continue;
        long result = sys(fchown, fd, uid, -1);
        if (result < 0 && result != -EPERM && result != -EROFS && result != -EINVAL)
            return failed(init, result, "chown the terminal");
    }
    return 0;
}

int set_user(struct init *init, const struct operation *op) {
    uint32_t uid = number_of(op, GTY_A_UID), gid = number_of(op, GTY_A_GID);
    const struct attribute *groups = &op->values[GTY_A_GROUPS];
    int owned = own_terminals(init, uid);
    if (owned < 0) return owned;
    long result = sys(prctl, PR_SET_KEEPCAPS, has(op, GTY_A_KEEP_CAPS), 0, 0, 0);
    if (result < 0) return failed(init, result, "prctl PR_SET_KEEPCAPS");
    if (groups->data) result = sys(setgroups, groups->length / sizeof(uint32_t), groups->data);
    if (result < 0) return failed(init, result, "setgroups");
    result = sys(setresgid, gid, gid, gid);
    if (result < 0) return failed(init, result, "setgid");
    result = sys(setresuid, uid, uid, uid);
    return result < 0 ? failed(init, result, "setuid") : 0;
}

int set_capabilities(struct init *init, const struct operation *op) {
    uint64_t effective = set_of(op, GTY_A_EFFECTIVE), permitted = set_of(op, GTY_A_PERMITTED);
    uint64_t inheritable = set_of(op, GTY_A_INHERITABLE);
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3] = {
        {.effective = (uint32_t)effective, .permitted = (uint32_t)permitted, .inheritable = (uint32_t)inheritable},
        {.effective = (uint32_t)(effective >> 32),
         .permitted = (uint32_t)(permitted >> 32),
         .inheritable = (uint32_t)(inheritable >> 32)},
    };
    long result = sys(prctl, PR_SET_KEEPCAPS, 0, 0, 0, 0);
    if (result < 0) return failed(init, result, "prctl PR_SET_KEEPCAPS");
    result = sys(prctl, PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
    if (result < 0) return failed(init, result, "prctl PR_CAP_AMBIENT_CLEAR_ALL");
    result = sys(capset, &header, data);
    return result < 0 ? failed(init, result, "capset") : 0;
}

int raise_ambient_capability(struct init *init, const struct operation *op) {
    long result = sys(prctl, PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, number_of(op, GTY_A_CAPABILITY), 0, 0);
    return result < 0 ? failed(init, result, "prctl PR_CAP_AMBIENT_RAISE") : 0;
}

int set_umask(struct init *init, const struct operation *op) {
    init->umask = number_of(op, GTY_A_MODE) & 0777;
    return 0;
}
