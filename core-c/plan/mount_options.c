// SPDX-License-Identifier: Apache-2.0
#include "plan/mount_options.h"

#include <string.h>

#include "plan/paths.h"
#include "tables/kernel.h"
#include "tables/mount_options.h"

static const char *const deviceless[] = {"proc",    "sysfs",   "tmpfs", "devpts",  "mqueue",  "cgroup",
                                         "cgroup2", "overlay", "bpf",   "debugfs", "tracefs", "ramfs"};

bool gty_is_deviceless(struct gty_text type) {
    for (size_t i = 0; i < sizeof deviceless / sizeof deviceless[0]; i++)
        if (gty_text_is(type, deviceless[i])) return true;
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
    case GTY_OPTION_IDMAP:
        request->idmap = true;
        break;
    default:
        break;
    }
}

static void add_data(struct gty_buffer *data, struct gty_text word) {
    if (data->length) gty_buffer_byte(data, ',');
    gty_buffer_bytes(data, word.data, word.length);
}

static void read_options(struct gty_arena *arena, const struct gty_mount *mount, struct gty_mount_request *request,
                         struct gty_buffer *data) {
    for (size_t i = 0; i < mount->options.count; i++) {
        const struct gty_text *word = &mount->options.items[i];
        const struct gty_mount_option *option = gty_mount_option(*word);
        if (option) {
            if (option->kind == GTY_OPTION_PROPAGATION && !request->propagation)
                request->propagation = gty_arena_array(arena, mount->options.count - i, sizeof *request->propagation);
            if (option->kind != GTY_OPTION_PROPAGATION || request->propagation) apply(request, option);
            continue;
        }
        if (!request->first_data) request->first_data = word;
        request->has_mode = request->has_mode || gty_text_starts(*word, "mode=");
        add_data(data, *word);
    }
}

void gty_mount_request(struct gty_arena *arena, const struct gty_mount *mount, struct gty_text rootfs,
                       struct gty_mount_request *request) {
    *request = (struct gty_mount_request){.data = GTY_TEXT("")};
    request->destination = gty_mount_destination(arena, mount, rootfs);
    request->bind = gty_text_is(mount->type, "bind");
    struct gty_buffer data;
    gty_buffer_init(&data, arena);
    read_options(arena, mount, request, &data);
    for (int i = 0; request->superblock && gty_superblock_words[i]; i++) {
        struct gty_text word = {gty_superblock_words[i], strlen(gty_superblock_words[i])};
        // mount(2) took iversion for every filesystem; fsconfig(2) hands it to the filesystem, and only some know it.
        bool unknown = gty_text_is(word, "iversion") && gty_is_deviceless(mount->type);
        if (request->superblock & 1u << i && !unknown) add_data(&data, word);
    }
    // The superblock of a bind mount is its source's, which is not ours to change.
    if (!request->bind && data.length) request->data = gty_text_copy(arena, (const char *)data.data, data.length);
}
