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

static int set_attributes(struct init *init, int mount, uint32_t flags, uint32_t set, uint32_t clear) {
    struct mount_attr attributes = {.attr_set = set, .attr_clr = clear};
    if (!set && !clear) return 0;
    // How access times are kept is one value of several bits: it is changed as a whole or not at all.
    if ((set | clear) & MOUNT_ATTR__ATIME) attributes.attr_clr |= MOUNT_ATTR__ATIME;
    long result = sys(mount_setattr, mount, "", AT_EMPTY_PATH | flags, &attributes, sizeof attributes);
    return result < 0 ? failed(init, result, "mount_setattr") : 0;
}

int change_attributes(struct init *init, int mount, const struct operation *op) {
    int result = set_attributes(init, mount, 0, number_of(op, GTY_A_ATTR_SET), number_of(op, GTY_A_ATTR_CLEAR));
    if (result < 0) return result;
    return set_attributes(init, mount, AT_RECURSIVE, number_of(op, GTY_A_REC_ATTR_SET),
                          number_of(op, GTY_A_REC_ATTR_CLEAR));
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
