// SPDX-License-Identifier: Apache-2.0
#include "component/features.h"

#include "plan/sandbox.h"

#include <string.h>

#include "model/language.h"
#include "netlink/attributes.h"
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

// An object that says of one thing whether it is carried out.
static void enabled(struct gty_buffer *out, const char *key, bool value) {
    open(out, key, '{');
    flag(out, "enabled", value);
    gty_buffer_json_close(out, '}');
}

static void hooks(struct gty_buffer *out) {
    open(out, "hooks", '[');
    for (unsigned kind = 0; gty_hook_kind_name(kind); kind++) text(out, gty_hook_kind_name(kind));
    gty_buffer_json_close(out, ']');
}

static void mount_options(struct gty_buffer *out) {
    open(out, "mountOptions", '[');
    for (const struct gty_mount_option *option = gty_mount_options; option->name; option++)
        if (option->kind != GTY_OPTION_IDMAP) text(out, option->name);
    gty_buffer_json_close(out, ']');
}

static void cgroup(struct gty_buffer *out) {
    open(out, "cgroup", '{');
    flag(out, "v1", true);
    flag(out, "v2", true);
    flag(out, "systemd", false);
    flag(out, "systemdUser", false);
    flag(out, "rdma", false);
    gty_buffer_json_close(out, '}');
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
    cgroup(out);
    enabled(out, "seccomp", false);
    enabled(out, "apparmor", false);
    enabled(out, "selinux", false);
    enabled(out, "intelRdt", false);
    open(out, "mountExtensions", '{');
    enabled(out, "idmap", false);
    gty_buffer_json_close(out, '}');
    enabled(out, "netDevices", true);
    gty_buffer_json_close(out, '}');
    open(out, "potentiallyUnsafeConfigAnnotations", '[');
    gty_buffer_json_string(out, GTY_TEXT(GTY_SANDBOX_ANNOTATION));
    gty_buffer_json_close(out, ']');
    gty_buffer_json_close(out, '}');
}
