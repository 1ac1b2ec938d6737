// SPDX-License-Identifier: Apache-2.0
#include "component/features.h"

#include <string.h>

#include "model/language.h"
#include "model/support.h"
#include "netlink/attributes.h"
#include "plan/sandbox.h"
#include "tables/mount_options.h"
#include "tables/words.h"

// The first version of the runtime spec whose configs are read.
#define OCI_VERSION_MIN "1.0.0"

static void text(struct gty_buffer *out, const char *value) {
    gty_buffer_json_string(out, (struct gty_text){value, strlen(value)});
}

static void member(struct gty_buffer *out, const char *key, const char *value) {
    gty_buffer_json_key(out, key);
    text(out, value);
}

static void open(struct gty_buffer *out, const char *key, char bracket) {
    gty_buffer_json_key(out, key);
    gty_buffer_json_open(out, bracket);
}

static void flag(struct gty_buffer *out, const char *key, bool value) {
    gty_buffer_json_key(out, key);
    gty_buffer_json_bool(out, value);
}

static void words(struct gty_buffer *out, const char *key, const struct gty_word *list) {
    open(out, key, '[');
    for (; list->name; list++) text(out, list->name);
    gty_buffer_json_close(out, ']');
}

static void hooks(struct gty_buffer *out) {
    open(out, "hooks", '[');
    for (unsigned kind = 0; gty_hook_kind_name(kind); kind++) text(out, gty_hook_kind_name(kind));
    gty_buffer_json_close(out, ']');
}

static void mount_options(struct gty_buffer *out) {
    open(out, "mountOptions", '[');
    for (const struct gty_mount_option *option = gty_mount_options; option->name; option++)
        if (!gty_unsupported_option(option->kind)) text(out, option->name);
    gty_buffer_json_close(out, ']');
}

// How much of two lines is the same path: "cgroup." of "cgroup.v1" and "cgroup.systemd".
static size_t shared(const char *one, const char *other) {
    size_t length = 0;
    for (size_t i = 0; one[i] && one[i] == other[i]; i++)
        if (one[i] == '.') length = i + 1;
    return length;
}

// The lines of model/support.def, each object that they name once: those of one stand together.
static void supported(struct gty_buffer *out) {
    const char *before = "";
    for (const struct gty_support *support = gty_support; support < gty_support + GTY_SUPPORT_COUNT; support++) {
        if (!support->line) continue;
        size_t at = shared(before, support->line);
        for (const char *dot = before + at; (dot = strchr(dot, '.')); dot++) gty_buffer_json_close(out, '}');
        for (const char *dot; (dot = strchr(support->line + at, '.')); at = (size_t)(dot - support->line) + 1) {
            gty_buffer_json_string(out, (struct gty_text){support->line + at, (size_t)(dot - support->line) - at});
            gty_buffer_byte(out, ':');
            gty_buffer_json_open(out, '{');
        }
        flag(out, support->line + at, support->since != NULL);
        before = support->line;
    }
    for (const char *dot = before; (dot = strchr(dot, '.')); dot++) gty_buffer_json_close(out, '}');
}

void gty_features(struct gty_buffer *out) {
    gty_buffer_json_open(out, '{');
    member(out, "ociVersionMin", OCI_VERSION_MIN);
    member(out, "ociVersionMax", GTY_OCI_VERSION);
    hooks(out);
    mount_options(out);
    open(out, "linux", '{');
    words(out, "namespaces", gty_namespace_words);
    words(out, "capabilities", gty_capability_words);
    supported(out);
    gty_buffer_json_close(out, '}');
    open(out, "potentiallyUnsafeConfigAnnotations", '[');
    gty_buffer_json_string(out, GTY_TEXT(GTY_SANDBOX_ANNOTATION));
    gty_buffer_json_close(out, ']');
    gty_buffer_json_close(out, '}');
}
