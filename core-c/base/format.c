// SPDX-License-Identifier: Apache-2.0
//
// The formatted half of text.h and buffer.h. The C library's printf would bring stdio, and with it imports, into the
// WebAssembly module.
#include <string.h>

#include "base/buffer.h"
#include "base/text.h"

struct conversion {
    char pad;
    size_t width;
    bool precise;
    size_t precision;
    enum { SIZE_INT, SIZE_LONG, SIZE_LONG_LONG, SIZE_SIZE } size;
};

static void write_padded(struct gty_buffer *buffer, const struct conversion *conversion, bool negative,
                         const char *digits, size_t length) {
    size_t total = length + (negative ? 1 : 0);
    size_t padding = conversion->width > total ? conversion->width - total : 0;
    if (negative && conversion->pad == '0') gty_buffer_byte(buffer, '-');
    for (size_t i = 0; i < padding; i++) gty_buffer_byte(buffer, (uint8_t)conversion->pad);
    if (negative && conversion->pad != '0') gty_buffer_byte(buffer, '-');
    gty_buffer_bytes(buffer, digits, length);
}

static void write_number(struct gty_buffer *buffer, const struct conversion *conversion, bool negative,
                         uint64_t magnitude, const char *numerals) {
    size_t base = strlen(numerals);
    char digits[24];
    size_t at = sizeof digits;
    do {
        digits[--at] = numerals[magnitude % base];
        magnitude /= base;
    } while (magnitude);
    write_padded(buffer, conversion, negative, digits + at, sizeof digits - at);
}

// A va_list that is handed on by pointer stays usable: it may be an array type, so it travels in a struct.
struct arguments {
    va_list list;
};

static uint64_t next_unsigned(struct arguments *arguments, const struct conversion *conversion) {
    switch (conversion->size) {
    case SIZE_LONG:
        return va_arg(arguments->list, unsigned long);
    case SIZE_LONG_LONG:
        return va_arg(arguments->list, unsigned long long);
    case SIZE_SIZE:
        return va_arg(arguments->list, size_t);
    default:
        return va_arg(arguments->list, unsigned);
    }
}

static int64_t next_signed(struct arguments *arguments, const struct conversion *conversion) {
    switch (conversion->size) {
    case SIZE_LONG:
        return va_arg(arguments->list, long);
    case SIZE_LONG_LONG:
        return va_arg(arguments->list, long long);
    case SIZE_SIZE:
        return (int64_t)va_arg(arguments->list, size_t);
    default:
        return va_arg(arguments->list, int);
    }
}

static const char *read_flags(const char *at, struct arguments *arguments, struct conversion *conversion) {
    *conversion = (struct conversion){.pad = ' '};
    if (*at == '0') {
        conversion->pad = '0';
        at++;
    }
    while (*at >= '0' && *at <= '9') conversion->width = conversion->width * 10 + (size_t)(*at++ - '0');
    if (at[0] == '.' && at[1] == '*') {
        int precision = va_arg(arguments->list, int);
        conversion->precise = precision >= 0;
        conversion->precision = precision >= 0 ? (size_t)precision : 0;
        at += 2;
    }
    if (at[0] == 'l' && at[1] == 'l') {
        conversion->size = SIZE_LONG_LONG;
        return at + 2;
    }
    if (*at == 'l')
        conversion->size = SIZE_LONG;
    else if (*at == 'z')
        conversion->size = SIZE_SIZE;
    else
        return at;
    return at + 1;
}

static void write_string(struct gty_buffer *buffer, const struct conversion *conversion, const char *string) {
    if (!string) string = "";
    size_t length = 0;
    if (!conversion->precise)
        length = strlen(string);
    else
        while (length < conversion->precision && string[length]) length++;
    write_padded(buffer, conversion, false, string, length);
}

static void convert(struct gty_buffer *buffer, char kind, const struct conversion *conversion,
                    struct arguments *arguments) {
    switch (kind) {
    case 's':
        write_string(buffer, conversion, va_arg(arguments->list, const char *));
        return;
    case 'c':
        gty_buffer_byte(buffer, (uint8_t)va_arg(arguments->list, int));
        return;
    case 'u':
        write_number(buffer, conversion, false, next_unsigned(arguments, conversion), "0123456789");
        return;
    case 'x':
        write_number(buffer, conversion, false, next_unsigned(arguments, conversion), "0123456789abcdef");
        return;
    case 'X':
        write_number(buffer, conversion, false, next_unsigned(arguments, conversion), "0123456789ABCDEF");
        return;
    case 'o':
        write_number(buffer, conversion, false, next_unsigned(arguments, conversion), "01234567");
        return;
    case 'd': {
        int64_t value = next_signed(arguments, conversion);
        write_number(buffer, conversion, value < 0, value < 0 ? -(uint64_t)value : (uint64_t)value, "0123456789");
        return;
    }
    case '%':
        gty_buffer_byte(buffer, '%');
        return;
    default:
        buffer->failed = true; // a conversion that this file does not know: the caller's mistake
    }
}

void gty_buffer_vformat(struct gty_buffer *buffer, const char *format, va_list list) {
    struct arguments arguments;
    va_copy(arguments.list, list);
    while (*format && !buffer->failed) {
        const char *percent = strchr(format, '%');
        if (!percent) {
            gty_buffer_text(buffer, format);
            break;
        }
        gty_buffer_bytes(buffer, format, (size_t)(percent - format));
        struct conversion conversion;
        const char *kind = read_flags(percent + 1, &arguments, &conversion);
        if (!*kind) break;
        convert(buffer, *kind, &conversion, &arguments);
        format = kind + 1;
    }
    va_end(arguments.list);
}

void gty_buffer_format(struct gty_buffer *buffer, const char *format, ...) {
    va_list list;
    va_start(list, format);
    gty_buffer_vformat(buffer, format, list);
    va_end(list);
}

struct gty_text gty_text_format(struct gty_arena *arena, const char *format, ...) {
    struct gty_buffer buffer;
    gty_buffer_init(&buffer, arena);
    va_list list;
    va_start(list, format);
    gty_buffer_vformat(&buffer, format, list);
    va_end(list);
    gty_buffer_byte(&buffer, 0);
    if (buffer.failed) return GTY_TEXT("");
    return (struct gty_text){(const char *)buffer.data, buffer.length - 1};
}
