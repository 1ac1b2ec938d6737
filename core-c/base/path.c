// SPDX-License-Identifier: Apache-2.0
//
// The lexical half of paths (text.h): nothing here looks at a file system.
#include <string.h>

#include "base/text.h"

// Cleans the concatenation of the parts with slashes between; `rooted` as if it began with a slash.
static struct gty_text clean(struct gty_arena *arena, const struct gty_text *parts, size_t count, bool rooted) {
    size_t capacity = count + 3;
    for (size_t i = 0; i < count; i++) capacity += parts[i].length;
    char *out = gty_arena_alloc(arena, capacity);
    if (!out) return GTY_TEXT("");
    for (size_t i = 0; i < count && !rooted; i++) {
        if (parts[i].length == 0) continue;
        rooted = parts[i].data[0] == '/';
        break;
    }
    size_t length = 0;
    if (rooted) out[length++] = '/';
    size_t floor = length; // ".." cannot take away what stands before
    for (size_t i = 0; i < count; i++) {
        const char *at = parts[i].data, *end = at + parts[i].length;
        while (at < end) {
            const char *slash = memchr(at, '/', (size_t)(end - at));
            size_t name = (size_t)((slash ? slash : end) - at);
            bool up = name == 2 && at[0] == '.' && at[1] == '.';
            if (up && length > floor) {
                do length--;
                while (length > floor && out[length] != '/');
            } else if (name > 0 && !(name == 1 && at[0] == '.') && !(up && rooted)) {
                if (length > (rooted ? 1u : 0u)) out[length++] = '/';
                memcpy(out + length, at, name);
                length += name;
                if (up) floor = length;
            }
            at += name + 1;
        }
    }
    if (length == 0) out[length++] = '.';
    out[length] = 0;
    return (struct gty_text){out, length};
}

// As most paths are, and then they can stay where they are.
static bool is_clean(struct gty_text path) {
    const char *at = path.data, *end = path.data + path.length;
    if (path.length == 0 || *at != '/' || *end) return false;
    if (path.length == 1) return true;
    while (at < end) {
        const char *name = at + 1, *slash = memchr(name, '/', (size_t)(end - name));
        size_t length = (size_t)((slash ? slash : end) - name);
        if (length == 0 || (name[0] == '.' && (length == 1 || (length == 2 && name[1] == '.')))) return false;
        at = name + length;
    }
    return true;
}

struct gty_text gty_path_clean(struct gty_arena *arena, struct gty_text path) {
    if (is_clean(path)) return path;
    return clean(arena, &path, 1, false);
}

struct gty_text gty_path_clean_rooted(struct gty_arena *arena, struct gty_text path) {
    if (is_clean(path)) return path;
    return clean(arena, &path, 1, true);
}

struct gty_text gty_path_join(struct gty_arena *arena, struct gty_text base, struct gty_text path) {
    if (path.length > 0 && path.data[0] == '/') return gty_path_clean(arena, path);
    return clean(arena, (struct gty_text[]){base, path}, 2, false);
}

bool gty_path_is_below(struct gty_text path, struct gty_text folder) {
    if (path.length < folder.length || memcmp(path.data, folder.data, folder.length)) return false;
    return path.length == folder.length || path.data[folder.length] == '/' || folder.length == 1;
}
