// SPDX-License-Identifier: Apache-2.0
//
// What the objects of the runtime spec's documents are made of. The tables are shapes/*.def; the reader's shapes and
// the JSON Schema (core-c/schema/) come from them. A table is a list of
//   SHAPE(id, "Title", "what it is")
//   PROPERTY("name", KIND, member of T, argument of the kind, PRESENCE, since, "what it says")
//   PROPERTY_AT: the same with a member for the node behind the value's
//   INLINE("name", member for the node, shape, …): an object whose values are members of T itself
//   OTHER("name", since, "…"): another platform's
//   END(id), END_AT(id, member for the node) or CLOSED_END(id, rule that another property breaks)
// and T is the struct that they describe. KIND, PRESENCE: spec/read.h. The order is that in which Go's encoder writes
// them, for speed.
#ifndef GANTRY_MODEL_SHAPES_H
#define GANTRY_MODEL_SHAPES_H

#include "model/read.h"

// gty_shape_config and so on.
#define SHAPE(id, title, text) extern const struct gty_shape gty_shape_##id;
#define PROPERTY(name, kind, member, argument, presence, since, text)
#define PROPERTY_AT(name, kind, member, node, argument, presence, since, text)
#define INLINE(name, node, shape, presence, since, text)
#define OTHER(name, since, text)
#define END(id)
#define END_AT(id, node)
#define CLOSED_END(id, rule)
#include "model/shapes/network.def"
#include "model/shapes/oci.def"
#undef SHAPE
#undef PROPERTY
#undef PROPERTY_AT
#undef INLINE
#undef OTHER
#undef END
#undef END_AT
#undef CLOSED_END

#endif
