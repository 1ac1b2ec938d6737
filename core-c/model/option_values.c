// SPDX-License-Identifier: Apache-2.0
#include "model/option_values.h"

int gty_option_word(struct gty_reader *reader, const struct gty_json *node, const char *const *names, size_t count,
                    const char *help) {
    struct gty_text text;
    if (!gty_read_text(reader, node, &text)) return -1;
    for (size_t i = 0; i < count; i++)
        if (gty_text_is(text, names[i])) return (int)i;
    gty_find(reader->diagnostics, GTY_RULE_OPTIONS_VALUE, node, help, "%s cannot be %s", gty_read_path(reader, node),
             gty_text_quote(reader->arena, text).data);
    return -1;
}

void gty_option_absolute(struct gty_reader *reader, const struct gty_json *node, struct gty_text path,
                         const char *name) {
    if (path.length == 0 || path.data[0] != '/')
        gty_find(reader->diagnostics, GTY_RULE_OPTIONS_PATH, node, NULL, "%s must be an absolute path", name);
}

void gty_option_require(struct gty_reader *reader, const struct gty_json *object, const char *name) {
    if (object && object->type == GTY_JSON_OBJECT && !gty_json_member(object, name))
        gty_find(reader->diagnostics, GTY_RULE_OPTIONS_MISSING, object, NULL, "%s has no %s",
                 gty_read_path(reader, object), name);
}
