// SPDX-License-Identifier: Apache-2.0
#include "netlink/describe.h"

#include <string.h>

#include "netlink/attributes.h"
#include "netlink/value.h"

struct describer {
    struct gty_buffer *out;
    struct gty_malformed *malformed;
    enum gty_value_form form;
    uint32_t step;
    uint16_t unfinished; // the operation whose last string goes on in the next one, or 0
    size_t unfinished_at;
};

static bool describe_operation(struct describer *d, const struct gty_nl_attribute *operation, unsigned depth);

// Reads all attributes once: known, none twice but those that are lists.
static bool check_attributes(struct describer *d, struct gty_nl_span span) {
    struct gty_nl_attribute attribute;
    uint64_t seen = 0;
    enum gty_nl_result result;
    while ((result = gty_nl_next_attribute(&span, &attribute, d->malformed)) == GTY_NL_ONE) {
        if (!gty_attribute_row(attribute.type) || attribute.type > 63) {
            return gty_nl_fail(d->malformed, attribute.offset, "unknown attribute");
        }
        uint64_t bit = 1ull << attribute.type;
        bool list = attribute.type == GTY_A_FALLBACK || attribute.type == GTY_A_PROPAGATION;
        if ((seen & bit) && !list) return gty_nl_fail(d->malformed, attribute.offset, "attribute stands twice");
        seen |= bit;
    }
    return result == GTY_NL_END;
}

// " name=value"; a flag is its name alone.
static bool text_attribute(struct describer *d, const char *name, enum gty_kind kind,
                           const struct gty_nl_attribute *attribute, bool *partial) {
    gty_buffer_byte(d->out, ' ');
    for (const char *c = name; *c; c++) gty_buffer_byte(d->out, *c == ' ' ? '-' : (uint8_t)*c);
    if (kind != GTY_KIND_FLAG) gty_buffer_byte(d->out, '=');
    return gty_value_write(attribute, kind, GTY_VALUE_TEXT, d->out, partial, d->malformed);
}

static bool describe_attributes(struct describer *d, uint16_t operation, struct gty_nl_span span) {
    struct gty_nl_attribute attribute;
    bool json = d->form == GTY_VALUE_JSON;
    while (gty_nl_next_attribute(&span, &attribute, d->malformed) == GTY_NL_ONE) {
        const struct gty_attribute_row *row = gty_attribute_row(attribute.type);
        if (attribute.type == GTY_A_FALLBACK) continue;
        if (attribute.type == GTY_A_PROPAGATION && json) continue; // a list: describe_list
        bool chunk = attribute.type == GTY_A_STRINGS, partial = false;
        if (json) {
            gty_buffer_json_key(d->out, row->name);
            if (!gty_value_write(&attribute, row->kind, d->form, d->out, chunk ? &partial : NULL, d->malformed)) {
                return false;
            }
        } else if (!text_attribute(d, row->name, row->kind, &attribute, chunk ? &partial : NULL)) {
            return false;
        }
        if (!partial) continue;
        d->unfinished = operation;
        d->unfinished_at = attribute.offset;
        if (json) {
            gty_buffer_json_key(d->out, "continues");
            gty_buffer_json_bool(d->out, true);
        } else {
            gty_buffer_text(d->out, " continues");
        }
    }
    return true;
}

static bool describe_list(struct describer *d, struct gty_nl_span span) {
    struct gty_nl_attribute attribute;
    bool open = false;
    while (gty_nl_next_attribute(&span, &attribute, d->malformed) == GTY_NL_ONE) {
        if (attribute.type != GTY_A_PROPAGATION) continue;
        if (!open) {
            gty_buffer_json_key(d->out, gty_attribute_row(GTY_A_PROPAGATION)->name);
            gty_buffer_json_open(d->out, '[');
            open = true;
        }
        if (!gty_value_write(&attribute, GTY_KIND_PROPAGATION, d->form, d->out, NULL, d->malformed)) return false;
    }
    if (open) gty_buffer_json_close(d->out, ']');
    return true;
}

static bool describe_fallback(struct describer *d, const struct gty_nl_attribute *fallback, unsigned depth) {
    bool json = d->form == GTY_VALUE_JSON;
    struct gty_nl_span span = fallback->payload;
    struct gty_nl_attribute attribute, operation = {0};
    enum gty_nl_result result;
    size_t errnos = 0;
    bool quiet = false;
    if (json) {
        gty_buffer_json_open(d->out, '{');
        gty_buffer_json_key(d->out, "errno");
        gty_buffer_json_open(d->out, '[');
    } else {
        for (unsigned i = 0; i < depth; i++) gty_buffer_text(d->out, "      ");
        gty_buffer_text(d->out, "on ");
    }
    while ((result = gty_nl_next_attribute(&span, &attribute, d->malformed)) == GTY_NL_ONE) {
        if (operation.type) return gty_nl_fail(d->malformed, attribute.offset, "fallback goes on after its operation");
        if (attribute.type >= GTY_OPERATION_FIRST) {
            operation = attribute;
            continue;
        }
        if (attribute.type == GTY_A_QUIET) {
            quiet = true;
            continue;
        }
        if (attribute.type != GTY_A_ERRNO) return gty_nl_fail(d->malformed, attribute.offset, "unknown attribute");
        if (!json && errnos) gty_buffer_byte(d->out, '|');
        if (!gty_value_write(&attribute, GTY_KIND_ERRNO, d->form, d->out, NULL, d->malformed)) return false;
        errnos++;
    }
    if (result == GTY_NL_MALFORMED) return false;
    if (!errnos) return gty_nl_fail(d->malformed, fallback->offset, "fallback names no errno");
    if (json) {
        gty_buffer_json_close(d->out, ']');
        if (quiet) {
            gty_buffer_json_key(d->out, gty_attribute_row(GTY_A_QUIET)->name);
            gty_buffer_json_bool(d->out, true);
        }
        gty_buffer_json_key(d->out, operation.type ? "then" : "skip");
        if (!operation.type) gty_buffer_json_bool(d->out, true);
    } else {
        gty_buffer_text(d->out, quiet ? " quietly: " : ": ");
        if (!operation.type) gty_buffer_text(d->out, "skip\n");
    }
    if (operation.type && !describe_operation(d, &operation, depth)) return false;
    if (json) gty_buffer_json_close(d->out, '}');
    return true;
}

static bool describe_fallbacks(struct describer *d, struct gty_nl_span span, unsigned depth) {
    bool json = d->form == GTY_VALUE_JSON, open = false;
    struct gty_nl_attribute attribute;
    while (gty_nl_next_attribute(&span, &attribute, d->malformed) == GTY_NL_ONE) {
        if (attribute.type != GTY_A_FALLBACK) continue;
        if (depth > 3) return gty_nl_fail(d->malformed, attribute.offset, "fallbacks are nested too deeply");
        if (json && !open) {
            gty_buffer_json_key(d->out, gty_attribute_row(GTY_A_FALLBACK)->name);
            gty_buffer_json_open(d->out, '[');
            open = true;
        }
        if (!describe_fallback(d, &attribute, depth)) return false;
    }
    if (open) gty_buffer_json_close(d->out, ']');
    return true;
}

// Depth 0 is a step; deeper ones are fallbacks of it.
static bool describe_operation(struct describer *d, const struct gty_nl_attribute *operation, unsigned depth) {
    const char *name = gty_operation_name(operation->type);
    if (!name) return gty_nl_fail(d->malformed, operation->offset, "unknown operation");
    if (d->unfinished && d->unfinished != operation->type) {
        return gty_nl_fail(d->malformed, d->unfinished_at, "string does not end with a NUL");
    }
    d->unfinished = 0;
    if (!check_attributes(d, operation->payload)) return false;
    if (d->form == GTY_VALUE_JSON) {
        gty_buffer_json_open(d->out, '{');
        if (!depth) {
            gty_buffer_json_key(d->out, "step");
            gty_buffer_json_unsigned(d->out, d->step);
        }
        gty_buffer_json_key(d->out, "operation");
        gty_buffer_json_string(d->out, (struct gty_text){name, strlen(name)});
    } else {
        if (!depth) gty_buffer_format(d->out, "%s%u ", d->step < 10 ? "  " : d->step < 100 ? " " : "", d->step);
        gty_buffer_text(d->out, name);
    }
    if (!describe_attributes(d, operation->type, operation->payload)) return false;
    if (d->form == GTY_VALUE_JSON && !describe_list(d, operation->payload)) return false;
    if (d->form == GTY_VALUE_TEXT) gty_buffer_byte(d->out, '\n');
    if (!describe_fallbacks(d, operation->payload, depth + 1)) return false;
    if (d->form == GTY_VALUE_JSON) gty_buffer_json_close(d->out, '}');
    return true;
}

static bool describe_operations(struct describer *d, const struct gty_nl_attribute *list) {
    struct gty_nl_span span = list->payload;
    struct gty_nl_attribute operation;
    enum gty_nl_result result;
    while ((result = gty_nl_next_attribute(&span, &operation, d->malformed)) == GTY_NL_ONE) {
        d->step++;
        if (!describe_operation(d, &operation, 0)) return false;
    }
    return result == GTY_NL_END;
}

static bool describe_named(struct describer *d, const char *name, enum gty_kind kind,
                           const struct gty_nl_attribute *attribute) {
    if (d->form == GTY_VALUE_TEXT) {
        gty_buffer_format(d->out, "%s=", name);
        if (!gty_value_write(attribute, kind, d->form, d->out, NULL, d->malformed)) return false;
        gty_buffer_byte(d->out, '\n');
        return true;
    }
    gty_buffer_json_open(d->out, '{');
    gty_buffer_json_key(d->out, "name");
    gty_buffer_json_string(d->out, (struct gty_text){name, strlen(name)});
    gty_buffer_json_key(d->out, "value");
    if (!gty_value_write(attribute, kind, d->form, d->out, NULL, d->malformed)) return false;
    gty_buffer_json_close(d->out, '}');
    return true;
}

// The attributes of the message itself: libcontainer's for INIT, with the operations at the end; else those of a
// control message.
static bool describe_message(struct describer *d, const struct gty_nl_message *message) {
    bool init = message->type == GTY_MSG_INIT, operations = false;
    struct gty_nl_span span = message->payload;
    struct gty_nl_attribute attribute;
    enum gty_nl_result result;
    uint64_t seen = 0;
    while ((result = gty_nl_next_attribute(&span, &attribute, d->malformed)) == GTY_NL_ONE) {
        const struct gty_attribute_row *row =
            init ? gty_bootstrap_row(attribute.type) : gty_attribute_row(attribute.type);
        if (!row) return gty_nl_fail(d->malformed, attribute.offset, "unknown attribute");
        if (init && attribute.type == GTY_ATTR_OPERATIONS) {
            if (!operations && d->form == GTY_VALUE_JSON) {
                gty_buffer_json_close(d->out, ']');
                gty_buffer_json_key(d->out, "operations");
                gty_buffer_json_open(d->out, '[');
            }
            operations = true;
            if (!describe_operations(d, &attribute)) return false;
            continue;
        }
        if (operations) return gty_nl_fail(d->malformed, attribute.offset, "attribute after the operations");
        uint64_t bit = 1ull << (init ? attribute.type - GTY_ATTR_CLONE_FLAGS : attribute.type);
        if (seen & bit) return gty_nl_fail(d->malformed, attribute.offset, "attribute stands twice");
        seen |= bit;
        if (!describe_named(d, row->name, row->kind, &attribute)) return false;
    }
    if (result == GTY_NL_MALFORMED) return false;
    if (d->unfinished) return gty_nl_fail(d->malformed, d->unfinished_at, "string does not end with a NUL");
    if (!operations && d->form == GTY_VALUE_JSON) {
        gty_buffer_json_close(d->out, ']');
        gty_buffer_json_key(d->out, "operations");
        gty_buffer_json_open(d->out, '[');
    }
    return true;
}

static bool describe(const uint8_t *bytes, size_t length, struct gty_buffer *out, enum gty_value_form form,
                     struct gty_malformed *malformed) {
    struct describer d = {.out = out, .malformed = malformed, .form = form};
    struct gty_nl_message message;
    if (!gty_nl_only_message(bytes, length, &message, malformed)) return false;
    const char *type = gty_message_name(message.type);
    if (!type) return gty_nl_fail(malformed, 4, "unknown message type");
    if (form == GTY_VALUE_TEXT) {
        gty_buffer_format(out, "%s\n", type);
        return describe_message(&d, &message);
    }
    gty_buffer_json_open(out, '{');
    gty_buffer_json_key(out, "type");
    gty_buffer_json_string(out, (struct gty_text){type, strlen(type)});
    gty_buffer_json_key(out, "attributes");
    gty_buffer_json_open(out, '[');
    if (!describe_message(&d, &message)) return false;
    gty_buffer_json_close(out, ']');
    gty_buffer_json_close(out, '}');
    return true;
}

bool gty_describe_text(const uint8_t *message, size_t length, struct gty_buffer *out, struct gty_malformed *malformed) {
    return describe(message, length, out, GTY_VALUE_TEXT, malformed);
}

bool gty_describe_json(const uint8_t *message, size_t length, struct gty_buffer *out, struct gty_malformed *malformed) {
    return describe(message, length, out, GTY_VALUE_JSON, malformed);
}
