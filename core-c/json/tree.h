// SPDX-License-Identifier: Apache-2.0
//
// Values that are made rather than read. Each has an origin in a document, so that what is said about it points there.
// All functions take NULL for a value that memory did not suffice for, and do nothing then.
#ifndef GANTRY_JSON_TREE_H
#define GANTRY_JSON_TREE_H

#include "json/json.h"

struct gty_json *gty_tree_new(struct gty_arena *arena, enum gty_json_type type, const struct gty_json *origin);
struct gty_json *gty_tree_text(struct gty_arena *arena, struct gty_text text, const struct gty_json *origin);
struct gty_json *gty_tree_number(struct gty_arena *arena, int64_t value, const struct gty_json *origin);
struct gty_json *gty_tree_bool(struct gty_arena *arena, bool value, const struct gty_json *origin);
// The same value, members and elements included, that can stand at another place.
struct gty_json *gty_tree_copy(struct gty_arena *arena, const struct gty_json *value);

// Where elements or members are added: an empty array or object. It stays at the end of its container.
struct gty_tree_end {
    struct gty_json *container, *last;
};
void gty_tree_add(struct gty_tree_end *end, struct gty_text key, struct gty_json *value);

// Sets a member by a path of names with dots between them; objects on the way are made, of the origin of `object`'s
// `source`. A value that is there already is replaced.
void gty_tree_set(struct gty_arena *arena, struct gty_json *object, const char *path, struct gty_json *value,
                  const struct gty_json *source);
// The member at such a path; NULL if there is none.
struct gty_json *gty_tree_get(struct gty_json *object, const char *path);
// Takes a member out of its object; NULL if there is none.
struct gty_json *gty_tree_take(struct gty_json *object, const char *name);

// null, false, 0, "", [] and {}: what Go's zero values look like.
bool gty_json_is_zero(const struct gty_json *value);

#endif
