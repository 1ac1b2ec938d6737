// SPDX-License-Identifier: Apache-2.0
//
// New filesystems, and new options for old ones, through a filesystem context.
#include "mount.h"
#include "string.h"

// What fsmount itself takes (Linux 5.2); the rest is set on the finished mount.
#define FSMOUNT_ATTRIBUTES                                                                                             \
    (MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC | MOUNT_ATTR__ATIME |                \
     MOUNT_ATTR_NODIRATIME)

// The kernel says what it did not like line by line: "e tmpfs: Unknown parameter 'x'".
static int fail_configuration(struct init *init, int fd, long error, const char *action) {
    char line[512];
    int result = failed(init, error, action);
    struct text text = text_in(init->failure.text, sizeof init->failure.text);
    for (;;) {
        long length = sys(read, fd, line, sizeof line);
        if (length <= 0) return result;
        size_t skip = length > 2 && line[1] == ' ' ? 2 : 0;
        if (text.length) text_add(&text, "; ");
        text_add_bytes(&text, line + skip, (size_t)length - skip);
        while (text.length && text.data[text.length - 1] == '\n') text.data[--text.length] = 0;
    }
}

static int set_option(struct init *init, int fd, const char *key, const char *value) {
    uint32_t command = value ? FSCONFIG_SET_STRING : FSCONFIG_SET_FLAG;
    long result = sys(fsconfig, fd, command, key, value, 0);
    return result < 0 ? fail_configuration(init, fd, result, "fsconfig") : 0;
}

// The kernel's limit for a key and for a value is 256 bytes; a page is what mount(2) took for all of them.
int configure_filesystem(struct init *init, int fd, const char *data) {
    char word[GTY_PATH_MAX];
    while (data && *data) {
        struct text text = text_in(word, sizeof word);
        // overlayfs writes commas in paths with a backslash.
        for (; *data && *data != ','; data++) {
            if (data[0] == '\\' && data[1]) text_add_bytes(&text, data++, 1);
            text_add_bytes(&text, data, 1);
        }
        if (*data == ',') data++;
        if (text.cut) return failed(init, -ENAMETOOLONG, "fsconfig");
        if (!text.length) continue;
        char *value = (char *)text_find(word, '=');
        if (value) *value++ = 0;
        int result = set_option(init, fd, word, value);
        if (result < 0) return result;
    }
    return 0;
}

int finish_configuration(struct init *init, int fd, uint32_t command, const char *action) {
    long result = sys(fsconfig, fd, command, NULL, NULL, 0);
    return result < 0 ? fail_configuration(init, fd, result, action) : 0;
}

static int mount_context(struct init *init, int fd, const struct operation *op, const char *mode) {
    const char *source = string_of(op, GTY_A_SOURCE);
    int result = *source ? set_option(init, fd, "source", source) : 0;
    if (result == 0 && mode) result = set_option(init, fd, "mode", mode);
    if (result == 0) result = configure_filesystem(init, fd, string_of(op, GTY_A_DATA));
    if (result == 0) result = finish_configuration(init, fd, FSCONFIG_CMD_CREATE, "create filesystem");
    if (result < 0) return result;
    uint32_t attributes = number_of(op, GTY_A_ATTR_SET) & FSMOUNT_ATTRIBUTES;
    long mount = sys(fsmount, fd, FSMOUNT_CLOEXEC, attributes);
    return mount < 0 ? fail_configuration(init, fd, mount, "fsmount") : (int)mount;
}

int make_filesystem(struct init *init, const struct operation *op, const char *mode) {
    long fd = sys(fsopen, string_of(op, GTY_A_FSTYPE), FSOPEN_CLOEXEC);
    if (fd < 0) return failed(init, fd, "fsopen");
    int mount = mount_context(init, (int)fd, op, mode);
    close_fd((int)fd);
    return mount;
}
