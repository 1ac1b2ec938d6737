// SPDX-License-Identifier: Apache-2.0
//
// What only docker/libcontainer 1.x had (2014): mount_config, the process's own settings, and restrict_sys. It made the
// mounts of every container itself; they are written out here.
#include <string.h>

#include "front/libcontainer/parts.h"

static bool is_true(const struct gty_json *object, const char *name) {
    const struct gty_json *value = gty_member_of(object, name);
    return value && value->type == GTY_JSON_BOOL && value->boolean;
}

static struct gty_json *texts(struct gty_translator *translator, const char *const *items,
                              const struct gty_json *origin) {
    struct gty_tree_end end = {.container = gty_tree_new(translator->reader.arena, GTY_JSON_ARRAY, origin)};
    for (; *items; items++) gty_tree_add(&end, GTY_TEXT(""), gty_make_text(translator, *items, origin));
    return end.container;
}

// ---- mounts ---------------------------------------------------------------------------------------------------------

static void add_mount(struct gty_translator *translator, struct gty_tree_end *mounts, const char *destination,
                      const char *type, const char *source, const char *const *options, const struct gty_json *origin) {
    struct gty_json *made = gty_tree_new(translator->reader.arena, GTY_JSON_OBJECT, origin);
    gty_set(translator, made, "destination", gty_make_text(translator, destination, origin), origin);
    gty_set(translator, made, "type", gty_make_text(translator, type, origin), origin);
    gty_set(translator, made, "source", gty_make_text(translator, source, origin), origin);
    gty_set(translator, made, "options", texts(translator, options, origin), origin);
    gty_tree_add(mounts, GTY_TEXT(""), made);
}

static void add_system_mounts(struct gty_translator *translator, struct gty_tree_end *mounts, bool restricted,
                              const struct gty_json *origin) {
    static const char *const plain[] = {"noexec", "nosuid", "nodev", NULL};
    static const char *const readonly[] = {"noexec", "nosuid", "nodev", "ro", NULL};
    static const char *const dev[] = {"nosuid", "strictatime", "mode=755", NULL};
    static const char *const shm[] = {"noexec", "nosuid", "nodev", "mode=1777", "size=65536k", NULL};
    static const char *const pts[] = {"nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=620", "gid=5", NULL};
    add_mount(translator, mounts, "/proc", "proc", "proc", plain, origin);
    add_mount(translator, mounts, "/dev", "tmpfs", "tmpfs", dev, origin);
    add_mount(translator, mounts, "/dev/shm", "tmpfs", "shm", shm, origin);
    add_mount(translator, mounts, "/dev/mqueue", "mqueue", "mqueue", plain, origin);
    add_mount(translator, mounts, "/dev/pts", "devpts", "devpts", pts, origin);
    add_mount(translator, mounts, "/sys", "sysfs", "sysfs", restricted ? readonly : plain, origin);
}

static void add_option(struct gty_translator *translator, struct gty_tree_end *options, const char *word,
                       const struct gty_json *origin) {
    gty_tree_add(options, GTY_TEXT(""), gty_make_text(translator, word, origin));
}

static void finish_mount(struct gty_translator *translator, const struct gty_json *element, struct gty_json *made) {
    struct gty_tree_end options = {.container = gty_tree_new(translator->reader.arena, GTY_JSON_ARRAY, element)};
    const struct gty_json *type = gty_member_of(element, "type");
    if (type && type->type == GTY_JSON_STRING && gty_text_is(type->text, "bind")) {
        add_option(translator, &options, "rbind", element);
        add_option(translator, &options, is_true(element, "writable") ? "rw" : "ro", element);
    } else {
        add_option(translator, &options, "noexec", element);
        add_option(translator, &options, "nosuid", element);
        add_option(translator, &options, "nodev", element);
        if (!gty_json_member(made, "source"))
            gty_set(translator, made, "source", gty_make_text(translator, "tmpfs", element), element);
    }
    if (is_true(element, "slave")) add_option(translator, &options, "slave", element);
    if (is_true(element, "private")) add_option(translator, &options, "private", element);
    gty_set(translator, made, "options", options.container, element);
}

static const struct gty_rename mount_rows[] = {
    {"type", gty_move, "type", NULL},
    {"source", gty_move_set, "source", NULL},
    {"destination", gty_move, "destination", NULL},
    {"writable", gty_move_none, NULL, NULL}, // options, as the next two
    {"private", gty_move_none, NULL, NULL},
    {"slave", gty_move_none, NULL, NULL},
    {"relabel", gty_move_lost, NULL, "label the source before the container is made"},
};
static const struct gty_elements mount_elements = {GTY_RENAMES(mount_rows), finish_mount};

static void move_mounts(struct gty_translator *translator, const struct gty_rename *row, const struct gty_json *value,
                        struct gty_json *into) {
    struct gty_json *found = gty_tree_new(translator->reader.arena, GTY_JSON_OBJECT, value);
    const struct gty_rename list = {row->name, gty_move_list, "mounts", &mount_elements};
    gty_move_list(translator, &list, value, found);
    struct gty_json *own = gty_tree_get(found, "mounts"), *all = gty_tree_get(into, "mounts");
    struct gty_tree_end end = {all, all ? all->first : NULL};
    while (end.last && end.last->next) end.last = end.last->next;
    for (struct gty_json *mount = own ? own->first : NULL, *next; mount; mount = next) {
        next = mount->next;
        gty_tree_add(&end, GTY_TEXT(""), mount);
    }
}

static void move_no_pivot(struct gty_translator *translator, const struct gty_rename *row, const struct gty_json *value,
                          struct gty_json *into) {
    struct gty_source *source = translator->state;
    (void)row, (void)into;
    if (gty_read_type(&translator->reader, value, GTY_JSON_BOOL) && value->boolean) source->no_pivot = value;
}

static const struct gty_rename config_rows[] = {
    {"no_pivot_root", move_no_pivot, NULL, NULL},
    {"readonly_fs", gty_move_set, "root.readonly", NULL},
    {"mounts", move_mounts, "mounts", NULL},
    {"device_nodes", gty_move_devices, "linux.devices", NULL},
    {"mount_label", gty_move_set, "linux.mountLabel", NULL},
};
static const struct gty_renames config_table = GTY_RENAMES(config_rows);

void gty_move_mount_config(struct gty_translator *translator, const struct gty_rename *row,
                           const struct gty_json *value, struct gty_json *into) {
    (void)row;
    struct gty_tree_end mounts = {.container = gty_tree_new(translator->reader.arena, GTY_JSON_ARRAY, value)};
    add_system_mounts(translator, &mounts, is_true(value->parent, "restrict_sys"), value);
    gty_set(translator, into, "mounts", mounts.container, value);
    gty_translate(translator, &config_table, value, into);
}

void gty_move_restrict_sys(struct gty_translator *translator, const struct gty_rename *row,
                           const struct gty_json *value, struct gty_json *into) {
    static const char *const masked[] = {"/proc/kcore", NULL};
    static const char *const readonly[] = {"/proc/sys", "/proc/sysrq-trigger", "/proc/irq", "/proc/bus", NULL};
    (void)row;
    if (!gty_read_type(&translator->reader, value, GTY_JSON_BOOL) || !value->boolean) return;
    gty_set(translator, into, "linux.maskedPaths", texts(translator, masked, value), value->parent);
    gty_set(translator, into, "linux.readonlyPaths", texts(translator, readonly, value), value->parent);
}

// ---- process --------------------------------------------------------------------------------------------------------

// "USER" or "USER:GROUP". Names are looked up in the container's own files: they have no number before there is one.
void gty_move_user(struct gty_translator *translator, const struct gty_rename *row, const struct gty_json *value,
                   struct gty_json *into) {
    struct gty_arena *arena = translator->reader.arena;
    struct gty_text text;
    uint64_t uid = 0, gid = 0;
    if (!gty_read_text(&translator->reader, value, &text) || text.length == 0) return;
    const char *colon = memchr(text.data, ':', text.length);
    size_t length = colon ? (size_t)(colon - text.data) : text.length;
    struct gty_text user = {text.data, length};
    struct gty_text group = {text.data + length + 1, colon ? text.length - length - 1 : 0};
    bool root = gty_text_is(user, "root");
    if ((!root && !gty_text_to_u64(user, &uid)) || (colon && !gty_text_to_u64(group, &gid))) {
        gty_report_unknown(translator, value, "write the user's number, and the group's behind a colon");
        return;
    }
    struct gty_json *made = gty_tree_new(arena, GTY_JSON_OBJECT, value);
    gty_set(translator, made, "uid", gty_tree_number(arena, (int64_t)uid, value), value);
    gty_set(translator, made, "gid", gty_tree_number(arena, (int64_t)gid, value), value);
    gty_set(translator, into, row->to, made, value);
}

// The path of an IPC namespace to join.
void gty_add_ipc_path(struct gty_translator *translator, const struct gty_json *value) {
    struct gty_arena *arena = translator->reader.arena;
    struct gty_text path;
    if (!gty_read_text(&translator->reader, value, &path) || path.length == 0) return;
    struct gty_json *namespaces = gty_tree_get(translator->out, "linux.namespaces");
    struct gty_tree_end end = {.container = gty_tree_new(arena, GTY_JSON_ARRAY, namespaces ? namespaces : value)};
    for (struct gty_json *entry = namespaces ? namespaces->first : NULL, *next; entry; entry = next) {
        const struct gty_json *type = gty_json_member(entry, "type");
        next = entry->next;
        if (!(type && gty_text_is(type->text, "ipc"))) gty_tree_add(&end, GTY_TEXT(""), entry);
    }
    struct gty_json *made = gty_tree_new(arena, GTY_JSON_OBJECT, value);
    gty_set(translator, made, "type", gty_make_text(translator, "ipc", value), value);
    gty_set(translator, made, "path", gty_tree_copy(arena, value), value);
    gty_tree_add(&end, GTY_TEXT(""), made);
    gty_set(translator, translator->out, "linux.namespaces", end.container, value->parent);
}
