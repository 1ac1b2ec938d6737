// SPDX-License-Identifier: Apache-2.0
#include "mount.h"

#include "string.h"

int clone_tree(struct init *init, int directory, const char *path, uint32_t flags) {
    long fd = sys(open_tree, directory, path, flags | OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC);
    return fd < 0 ? failed(init, fd, "open_tree") : (int)fd;
}

int attach_mount(struct init *init, int mount, int target) {
    long result = sys(move_mount, mount, "", target, "", MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_EMPTY_PATH);
    return result < 0 ? failed(init, result, "move_mount") : 0;
}

static long set_attributes(int mount, uint32_t flags, uint32_t set, uint32_t clear) {
    struct mount_attr attributes = {.attr_set = set, .attr_clr = clear};
    if (!set && !clear) return 0;
    // How access times are kept is one value of several bits: it is changed as a whole or not at all.
    if ((set | clear) & MOUNT_ATTR__ATIME) attributes.attr_clr |= MOUNT_ATTR__ATIME;
    return sys(mount_setattr, mount, "", AT_EMPTY_PATH | flags, &attributes, sizeof attributes);
}

// ---- flags that are locked ---------------------------------------------------------------------------------------

// The kernel keeps access times as one: locked, they can be neither less nor more.
#define ATIMES (MOUNT_ATTR__ATIME | MOUNT_ATTR_NODIRATIME)
// nosymfollow never is.
#define LOCKABLE (MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC)

// What statfs calls them. Without noatime and relatime a mount is strict.
enum { ST_NOATIME = 0x0400, ST_RELATIME = 0x1000 };
static const struct word {
    uint32_t status, attribute;
    const char *name;
} words[] = {
    {0x0001, MOUNT_ATTR_RDONLY, "ro"},           {0x0002, MOUNT_ATTR_NOSUID, "nosuid"},
    {0x0004, MOUNT_ATTR_NODEV, "nodev"},         {0x0008, MOUNT_ATTR_NOEXEC, "noexec"},
    {ST_NOATIME, MOUNT_ATTR_NOATIME, "noatime"}, {0x0800, MOUNT_ATTR_NODIRATIME, "nodiratime"},
};

static int held_attributes(struct init *init, int mount, uint32_t *held) {
    struct statfs filesystem;
    long result = sys(fstatfs, mount, &filesystem);
    if (result < 0) return failed(init, result, "statfs");
    *held = filesystem.f_flags & (ST_NOATIME | ST_RELATIME) ? MOUNT_ATTR_RELATIME : MOUNT_ATTR_STRICTATIME;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (filesystem.f_flags & words[i].status) *held |= words[i].attribute;
    return 0;
}

static int fail_locked(struct init *init, const char *what, uint32_t locked) {
    int result = failed(init, -EPERM, "mount_setattr");
    struct text text = text_in(init->failure.text, sizeof init->failure.text);
    text_add(&text, what);
    const char *comma = "";
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (!(locked & words[i].attribute)) continue;
        text_add(&text, comma);
        text_add(&text, words[i].name);
        comma = ",";
    }
    if (locked & MOUNT_ATTR_STRICTATIME) text_add(&text, "strictatime");
    return result;
}

// The kernel does not say which flag it was that is locked.
static int refused(struct init *init, int mount, long error, uint32_t set, uint32_t clear) {
    uint32_t held = 0;
    if (error != -EPERM) return failed(init, error, "mount_setattr");
    int result = held_attributes(init, mount, &held);
    if (result < 0) return result;
    uint32_t locked = held & clear & LOCKABLE;
    if (locked) return fail_locked(init, "cannot clear locked flags ", locked);
    if (clear & ATIMES && (held & ATIMES) != (set & ATIMES))
        return fail_locked(init, "cannot change locked access times ", held & ATIMES);
    return failed(init, error, "mount_setattr");
}

static int change_own_attributes(struct init *init, int mount, const struct operation *op) {
    uint32_t set = number_of(op, GTY_A_ATTR_SET), clear = number_of(op, GTY_A_ATTR_CLEAR);
    uint32_t drop = number_of(op, GTY_A_ATTR_DROP), held = 0;
    long result = set_attributes(mount, 0, set, clear | drop);
    if (result == -EPERM && drop) {
        int known = held_attributes(init, mount, &held);
        if (known < 0) return known;
        result = set_attributes(mount, 0, set, clear | (drop & ~(held & LOCKABLE)));
    }
    return result < 0 ? refused(init, mount, result, set, clear) : 0;
}

int change_attributes(struct init *init, int mount, const struct operation *op) {
    uint32_t set = number_of(op, GTY_A_REC_ATTR_SET), clear = number_of(op, GTY_A_REC_ATTR_CLEAR);
    int result = change_own_attributes(init, mount, op);
    if (result < 0) return result;
    long changed = set_attributes(mount, AT_RECURSIVE, set, clear);
    return changed < 0 ? refused(init, mount, changed, set, clear) : 0;
}

int set_propagation(struct init *init, int mount, const struct operation *op) {
    struct reader reader = op->attributes;
    struct attribute value;
    while (next_attribute(&reader, &value) > 0) {
        if (value.type != GTY_A_PROPAGATION) continue;
        uint32_t words = attribute_number(&value);
        struct mount_attr attributes = {.propagation = words & ~(uint32_t)MS_REC};
        uint32_t flags = AT_EMPTY_PATH | (words & MS_REC ? AT_RECURSIVE : 0);
        long result = sys(mount_setattr, mount, "", flags, &attributes, sizeof attributes);
        if (result < 0) return failed(init, result, "set propagation");
    }
    return 0;
}
