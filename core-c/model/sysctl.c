// SPDX-License-Identifier: Apache-2.0
#include "model/sysctl.h"

#include <string.h>

struct gty_text gty_sysctl_path(struct gty_arena *arena, struct gty_text name) {
    size_t first = 0;
    while (first < name.length && name.data[first] != '.' && name.data[first] != '/') first++;
    if (first == name.length || name.data[first] == '/') return name;
    char *path = gty_arena_alloc(arena, name.length + 1);
    if (!path) return GTY_TEXT("");
    for (size_t i = 0; i < name.length; i++) {
        char c = name.data[i];
        path[i] = c == '.' ? '/' : c == '/' ? '.' : c;
    }
    return (struct gty_text){path, name.length};
}
