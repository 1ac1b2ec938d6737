// SPDX-License-Identifier: Apache-2.0
#include "plan/mount_options.h"

#include <string.h>

#include "plan/paths.h"
#include "tables/mount_options.h"

static const char *const deviceless[] = {"proc",    "sysfs",   "tmpfs", "devpts",  "mqueue",  "cgroup",
                                         "cgroup2", "overlay", "bpf",   "debugfs", "tracefs", "ramfs"};

bool gty_is_deviceless(struct gty_text type) {
    for (size_t i = 0; i < sizeof deviceless / sizeof deviceless[0]; i++)
        if (gty_text_is(type, deviceless[i])) return true;
    return false;
}

static const struct gty_mount_option *find(struct gty_text name) {
    for (const struct gty_mount_option *option = gty_mount_options; option->name; option++)
        if (gty_text_is(name, option->name)) return option;
    return NULL;
}

static bool report(struct gty_planner *planner, const struct gty_mount *mount, enum gty_rule rule,
                   struct gty_text option, const char *what, const char *help) {
    gty_find(planner->diagnostics, rule, mount->node, help, "mount option %s %s",
             gty_text_quote(planner->arena, option).data, what);
    return false;
}

static void set_atime(uint32_t *set, uint32_t *clear, uint32_t value) {
    *set = (*set & ~GTY_ATTR_ATIME) | value;
    *clear |= GTY_ATTR_ATIME;
}

// `atime` asks for the kernel's default; the other two only take back the word before them.
static void take_back_atime(struct gty_mount_request *request, uint32_t value) {
    bool given = (request->clear & GTY_ATTR_ATIME) != 0;
    if (value == GTY_ATTR_NOATIME && (!given || (request->set & GTY_ATTR_ATIME) == GTY_ATTR_NOATIME)) {
        set_atime(&request->set, &request->clear, GTY_ATTR_RELATIME);
    } else if (given && (request->set & GTY_ATTR_ATIME) == value) {
        request->set &= ~GTY_ATTR_ATIME;
        request->clear &= ~GTY_ATTR_ATIME;
    }
}

static void apply(struct gty_mount_request *request, const struct gty_mount_option *option) {
    uint32_t value = option->value;
    switch (option->kind) {
    case GTY_OPTION_SET:
        request->set |= value, request->clear &= ~value;
        break;
    case GTY_OPTION_CLEAR:
        request->clear |= value, request->set &= ~value;
        break;
    case GTY_OPTION_ATIME:
        set_atime(&request->set, &request->clear, value);
        break;
    case GTY_OPTION_NO_ATIME:
        take_back_atime(request, value);
        break;
    case GTY_OPTION_REC_SET:
        request->rec_set |= value, request->rec_clear &= ~value;
        break;
    case GTY_OPTION_REC_CLEAR:
        request->rec_clear |= value, request->rec_set &= ~value;
        break;
    case GTY_OPTION_REC_ATIME:
        set_atime(&request->rec_set, &request->rec_clear, value);
        break;
    case GTY_OPTION_SUPERBLOCK:
        request->superblock |= value;
        break;
    case GTY_OPTION_SUPERBLOCK_OFF:
        request->superblock &= ~value;
        break;
    case GTY_OPTION_PROPAGATION:
        request->propagation[request->propagation_count++] = value;
        break;
    case GTY_OPTION_BIND:
        request->bind = true, request->recursive = request->recursive || value;
        break;
    case GTY_OPTION_REMOUNT:
        request->remount = true;
        break;
    case GTY_OPTION_COPY_UP:
        request->copy_up = true;
        break;
    default:
        break;
    }
}

static void add_data(struct gty_buffer *data, struct gty_text word) {
    if (data->length) gty_buffer_byte(data, ',');
    gty_buffer_bytes(data, word.data, word.length);
}

bool gty_mount_request(struct gty_planner *planner, const struct gty_mount *mount, struct gty_mount_request *request) {
    *request = (struct gty_mount_request){0};
    request->destination = gty_mount_destination(planner->arena, mount, planner->rootfs);
    request->propagation = gty_arena_array(planner->arena, mount->options.count + 1, sizeof *request->propagation);
    struct gty_buffer data;
    gty_buffer_init(&data, planner->arena);
    struct gty_text first = {0};
    if (!request->propagation) return false;
    request->bind = gty_text_is(mount->type, "bind");
    for (size_t i = 0; i < mount->options.count; i++) {
        struct gty_text word = mount->options.items[i];
        const struct gty_mount_option *option = find(word);
        if (!option) {
            if (!first.data) first = word;
            request->has_mode = request->has_mode || gty_text_starts(word, "mode=");
            add_data(&data, word);
        } else if (option->kind == GTY_OPTION_REFUSED) {
            return report(planner, mount, GTY_RULE_PLAN_MOUNT_OPTION, word, "is not supported by this version",
                          "idmapped mounts are not built yet");
        } else {
            apply(request, option);
        }
    }
    if (request->bind && first.data) {
        return report(planner, mount, GTY_RULE_PLAN_BIND_DATA, first, "does not go with a bind mount",
                      "a bind mount takes no option of a filesystem");
    }
    if (request->copy_up && !gty_text_is(mount->type, "tmpfs")) {
        return report(planner, mount, GTY_RULE_PLAN_COPY_UP, GTY_TEXT("tmpcopyup"), "needs a mount of type tmpfs",
                      NULL);
    }
    for (int i = 0; gty_superblock_words[i]; i++) {
        struct gty_text word = {gty_superblock_words[i], strlen(gty_superblock_words[i])};
        // mount(2) took iversion for every filesystem; fsconfig(2) hands it to the filesystem, and only some know it.
        bool unknown = gty_text_is(word, "iversion") && gty_is_deviceless(mount->type);
        if (request->superblock & 1u << i && !unknown) add_data(&data, word);
    }
    // The superblock of a bind mount is its source's, which is not ours to change.
    if (!request->bind)
        request->data = gty_text_copy(planner->arena, (const char *)data.data, data.length);
    else
        request->data = GTY_TEXT("");
    return true;
}
