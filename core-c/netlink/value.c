// SPDX-License-Identifier: Apache-2.0
#include "netlink/value.h"

#include <string.h>

#include "tables/kernel.h"
#include "tables/words.h"

void gty_value_quote(struct gty_buffer *out, struct gty_text text) {
    static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_./:=,@%+-*|";
    bool quoted = text.length == 0;
    for (size_t i = 0; i < text.length && !quoted; i++) quoted = !text.data[i] || !strchr(plain, text.data[i]);
    if (!quoted) {
        gty_buffer_bytes(out, text.data, text.length);
        return;
    }
    gty_buffer_byte(out, '"');
    for (size_t i = 0; i < text.length; i++) {
        uint8_t byte = (uint8_t)text.data[i];
        if (byte == '"' || byte == '\\') {
            gty_buffer_byte(out, '\\');
            gty_buffer_byte(out, byte);
        } else if (byte == '\n') {
            gty_buffer_text(out, "\\n");
        } else if (byte < 0x20 || byte >= 0x7f) {
            gty_buffer_format(out, "\\x%02x", byte);
        } else {
            gty_buffer_byte(out, byte);
        }
    }
    gty_buffer_byte(out, '"');
}

static void write_text(struct gty_buffer *out, enum gty_value_form form, struct gty_text text) {
    if (form == GTY_VALUE_JSON)
        gty_buffer_json_string(out, text);
    else
        gty_value_quote(out, text);
}

// Words are put together in a buffer of their own: the JSON writer looks at the end of `out` for commas.
static void write_words(struct gty_buffer *out, enum gty_value_form form, const struct gty_buffer *words) {
    struct gty_text text = GTY_TEXT("");
    if (words->length) text = (struct gty_text){(const char *)words->data, words->length};
    write_text(out, form, text);
}

static void add_word(struct gty_buffer *words, const char *name) {
    if (words->length) gty_buffer_byte(words, '|');
    gty_buffer_text(words, name);
}

static void add_rest(struct gty_buffer *words, uint64_t rest) {
    if (rest || !words->length) {
        if (words->length) gty_buffer_byte(words, '|');
        gty_buffer_format(words, rest ? "0x%llx" : "none", (unsigned long long)rest);
    }
}

static void flags_to_words(struct gty_buffer *words, const struct gty_word *table, uint64_t value) {
    for (; table->name; table++)
        if ((value & table->value) == table->value) {
            add_word(words, table->name);
            value &= ~table->value;
        }
    add_rest(words, value);
}

static void caps_to_words(struct gty_buffer *words, uint64_t value) {
    uint64_t known = 0;
    for (const struct gty_word *row = gty_capability_words; row->name; row++) known |= 1ull << row->value;
    if (value == known) {
        gty_buffer_text(words, "all");
        return;
    }
    for (const struct gty_word *row = gty_capability_words; row->name; row++)
        if (value & 1ull << row->value) add_word(words, row->name);
    add_rest(words, value & ~known);
}

static void mode_to_words(struct gty_buffer *words, uint32_t mode) {
    switch (mode & ~07777u) {
    case GTY_S_IFCHR:
        gty_buffer_format(words, "char:%04o", mode & 07777u);
        break;
    case GTY_S_IFBLK:
        gty_buffer_format(words, "block:%04o", mode & 07777u);
        break;
    case GTY_S_IFIFO:
        gty_buffer_format(words, "fifo:%04o", mode & 07777u);
        break;
    default:
        gty_buffer_format(words, "%04o", mode);
    }
}

static bool hooks_to_words(struct gty_buffer *words, uint32_t kinds) {
    for (unsigned kind = 0; kind < 32; kind++)
        if (kinds & 1u << kind) {
            const char *name = gty_hook_kind_name(kind);
            if (!name) return false;
            add_word(words, name);
        }
    return words->length > 0;
}

static void name_to_words(struct gty_buffer *words, const char *name, uint32_t value) {
    if (name)
        gty_buffer_text(words, name);
    else
        gty_buffer_format(words, "%u", value);
}

static bool write_u32(const struct gty_nl_attribute *attribute, enum gty_kind kind, enum gty_value_form form,
                      struct gty_buffer *out, struct gty_malformed *malformed) {
    uint32_t value;
    if (!gty_nl_read_u32(attribute, &value, malformed)) return false;
    struct gty_buffer words;
    gty_buffer_init(&words, out->arena);
    switch (kind) {
    case GTY_KIND_CLONE_FLAGS:
        flags_to_words(&words, gty_clone_words, value);
        break;
    case GTY_KIND_MOUNT_ATTR:
        flags_to_words(&words, gty_mount_attr_words, value);
        break;
    case GTY_KIND_PROPAGATION:
        flags_to_words(&words, gty_propagation_words, value);
        break;
    case GTY_KIND_MODE:
        mode_to_words(&words, value);
        break;
    case GTY_KIND_CAP:
        name_to_words(&words, gty_word_name(gty_capability_words, value), value);
        break;
    case GTY_KIND_ERRNO:
        name_to_words(&words, gty_word_name(gty_errno_words, value), value);
        break;
    case GTY_KIND_OPERATION:
        if (!gty_operation_name(value)) return gty_nl_fail(malformed, attribute->offset, "unknown operation");
        gty_buffer_text(&words, gty_operation_name(value));
        break;
    case GTY_KIND_HOOK_KIND:
        if (!hooks_to_words(&words, value)) return gty_nl_fail(malformed, attribute->offset, "unknown hook kind");
        break;
    case GTY_KIND_FLAG:
        if (value != 1) return gty_nl_fail(malformed, attribute->offset, "flag is not 1");
        if (form == GTY_VALUE_JSON) gty_buffer_json_bool(out, true);
        return true;
    default:
        if (form == GTY_VALUE_JSON)
            gty_buffer_json_unsigned(out, value);
        else
            gty_buffer_format(out, "%u", value);
        return true;
    }
    write_words(out, form, &words);
    return true;
}

static bool write_u64(const struct gty_nl_attribute *attribute, enum gty_kind kind, enum gty_value_form form,
                      struct gty_buffer *out, struct gty_malformed *malformed) {
    uint64_t value;
    if (!gty_nl_read_u64(attribute, &value, malformed)) return false;
    if (kind == GTY_KIND_CAPS) {
        struct gty_buffer words;
        gty_buffer_init(&words, out->arena);
        caps_to_words(&words, value);
        write_words(out, form, &words);
    } else if (form == GTY_VALUE_JSON) {
        gty_buffer_json_unsigned(out, value);
    } else {
        gty_buffer_format(out, "%llu", (unsigned long long)value);
    }
    return true;
}

static bool write_strings(const struct gty_nl_attribute *attribute, enum gty_value_form form, struct gty_buffer *out,
                          bool *partial, struct gty_malformed *malformed) {
    const char *at = (const char *)attribute->payload.datagram + attribute->payload.at;
    size_t left = attribute->payload.end - attribute->payload.at;
    bool cut = left && at[left - 1];
    if (cut && !partial) return gty_nl_fail(malformed, attribute->offset, "string does not end with a NUL");
    if (partial) *partial = cut;
    if (form == GTY_VALUE_JSON)
        gty_buffer_json_open(out, '[');
    else
        gty_buffer_byte(out, '[');
    for (bool first = true; left; first = false) {
        const char *nul = memchr(at, 0, left);
        size_t length = nul ? (size_t)(nul - at) : left;
        if (form == GTY_VALUE_TEXT && !first) gty_buffer_byte(out, ' ');
        write_text(out, form, (struct gty_text){at, length});
        size_t taken = nul ? length + 1 : length;
        at += taken;
        left -= taken;
    }
    if (form == GTY_VALUE_JSON)
        gty_buffer_json_close(out, ']');
    else
        gty_buffer_byte(out, ']');
    return true;
}

static bool write_groups(const struct gty_nl_attribute *attribute, enum gty_value_form form, struct gty_buffer *out,
                         struct gty_malformed *malformed) {
    const uint8_t *at = attribute->payload.datagram + attribute->payload.at;
    size_t length = attribute->payload.end - attribute->payload.at;
    if (length % 4) return gty_nl_fail(malformed, attribute->offset, "attribute is not a list of 4 bytes each");
    if (form == GTY_VALUE_JSON)
        gty_buffer_json_open(out, '[');
    else
        gty_buffer_byte(out, '[');
    for (size_t i = 0; i < length; i += 4) {
        uint32_t group;
        memcpy(&group, at + i, sizeof group);
        if (form == GTY_VALUE_JSON)
            gty_buffer_json_unsigned(out, group);
        else
            gty_buffer_format(out, i ? " %u" : "%u", group);
    }
    if (form == GTY_VALUE_JSON)
        gty_buffer_json_close(out, ']');
    else
        gty_buffer_byte(out, ']');
    return true;
}

static void write_bytes(const struct gty_nl_attribute *attribute, enum gty_value_form form, struct gty_buffer *out) {
    struct gty_buffer hex;
    gty_buffer_init(&hex, out->arena);
    for (size_t i = attribute->payload.at; i < attribute->payload.end; i++)
        gty_buffer_format(&hex, "%02x", attribute->payload.datagram[i]);
    write_words(out, form, &hex);
}

bool gty_value_write(const struct gty_nl_attribute *attribute, enum gty_kind kind, enum gty_value_form form,
                     struct gty_buffer *out, bool *partial, struct gty_malformed *malformed) {
    struct gty_text text;
    switch (kind) {
    case GTY_KIND_NEST:
        return gty_nl_fail(malformed, attribute->offset, "nested attribute out of place");
    case GTY_KIND_U64:
    case GTY_KIND_CAPS:
        return write_u64(attribute, kind, form, out, malformed);
    case GTY_KIND_STRINGS:
        return write_strings(attribute, form, out, partial, malformed);
    case GTY_KIND_GROUPS:
        return write_groups(attribute, form, out, malformed);
    case GTY_KIND_BYTES:
        write_bytes(attribute, form, out);
        return true;
    case GTY_KIND_STRING:
        if (!gty_nl_read_string(attribute, &text, malformed)) return false;
        write_text(out, form, text);
        return true;
    default:
        return write_u32(attribute, kind, form, out, malformed);
    }
}
