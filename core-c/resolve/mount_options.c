// SPDX-License-Identifier: Apache-2.0
#include "resolve/mount_options.h"

#include <string.h>

#include "resolve/paths.h"
#include "tables/kernel.h"
#include "tables/mount_options.h"

static const char *const deviceless[] = {"proc",    "sysfs",   "tmpfs", "devpts",  "mqueue",  "cgroup",
                                         "cgroup2", "overlay", "bpf",   "debugfs", "tracefs", "ramfs"};

bool gty_is_deviceless(struct gty_text type) {
    for (size_t i = 0; i < sizeof deviceless / sizeof deviceless[0]; i++)
        if (gty_text_is(type, deviceless[i])) return true;
    return false;
}

// The flags of a mount that say nothing about access times.
#define FLAGS (GTY_ATTR_RDONLY | GTY_ATTR_NOSUID | GTY_ATTR_NODEV | GTY_ATTR_NOEXEC | GTY_ATTR_NOSYMFOLLOW)

static void set_recursive_atime(struct gty_mount_request *request, uint32_t value) {
    request->rec_set = (request->rec_set & ~GTY_ATTR_ATIME) | value;
    request->rec_clear |= GTY_ATTR_ATIME;
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
        request->atime |= value;
        break;
    case GTY_OPTION_NO_ATIME:
        request->atime &= ~value;
        break;
    case GTY_OPTION_REC_SET:
        request->rec_set |= value, request->rec_clear &= ~value;
        break;
    case GTY_OPTION_REC_CLEAR:
        request->rec_clear |= value, request->rec_set &= ~value;
        break;
    case GTY_OPTION_REC_ATIME:
        set_recursive_atime(request, value);
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

static bool names_flag(enum gty_mount_option_kind kind) {
    switch (kind) {
    case GTY_OPTION_SET:
    case GTY_OPTION_CLEAR:
    case GTY_OPTION_ATIME:
    case GTY_OPTION_NO_ATIME:
    case GTY_OPTION_SUPERBLOCK:
    case GTY_OPTION_SUPERBLOCK_OFF:
        return true;
    default:
        return false;
    }
}

// As mount(2) reads its flags. A word that only takes back another leaves the access times of a mount as they are, and
// so does diratime: mount(8) and runc cannot ask the kernel for more.
static void decide_atime(struct gty_mount_request *request) {
    uint32_t value = request->atime & GTY_ATIME_STRICT ? GTY_ATTR_STRICTATIME
                     : request->atime & GTY_ATIME_NONE ? GTY_ATTR_NOATIME
                                                       : GTY_ATTR_RELATIME;
    request->set |= value;
    request->clear &= ~GTY_ATTR_NODIRATIME;
    if (!request->atime && !(request->set & GTY_ATTR_NODIRATIME)) return;
    request->clear |= GTY_ATTR_ATIME | (~request->set & GTY_ATTR_NODIRATIME);
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
            request->flagged = request->flagged || names_flag(option->kind);
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
    decide_atime(request);
    // As mount(8) does; without any flag the source's stay.
    if (request->flagged) request->drop = FLAGS & ~(request->set | request->clear);
    for (int i = 0; request->superblock && gty_superblock_words[i]; i++) {
        struct gty_text word = {gty_superblock_words[i], strlen(gty_superblock_words[i])};
        // mount(2) took iversion for every filesystem; fsconfig(2) hands it to the filesystem, and only some know it.
        bool unknown = gty_text_is(word, "iversion") && gty_is_deviceless(mount->type);
        if (request->superblock & 1u << i && !unknown) add_data(&data, word);
    }
    // The superblock of a bind mount is its source's, which is not ours to change.
    if (!request->bind && data.length) request->data = gty_text_copy(arena, (const char *)data.data, data.length);
}
