// SPDX-License-Identifier: Apache-2.0
//
// What the systemd cgroup driver makes of linux.cgroupsPath and of annotations: only where the host is known to use it
#include <string.h>

#include "check/areas.h"

#define PROPERTY_PREFIX "org.systemd.property."

// ---- slice:prefix:name ----------------------------------------------------------------------------------------------

static size_t count_of(struct gty_text text, char c) {
    size_t count = 0;
    for (size_t i = 0; i < text.length; i++) count += text.data[i] == c;
    return count;
}

// systemd.slice(5): the dashes of the name are its place in the tree.
static bool is_slice(struct gty_text name) {
    static const char suffix[] = ".slice";
    size_t length = sizeof suffix - 1;
    if (name.length < length || memcmp(name.data + name.length - length, suffix, length)) return false;
    struct gty_text stem = {name.data, name.length - length};
    if (gty_text_is(stem, "-")) return true;
    if (stem.length == 0 || memchr(stem.data, '/', stem.length)) return false;
    for (size_t i = 0; i < stem.length; i++)
        if (stem.data[i] == '-' && (i == 0 || i + 1 == stem.length || stem.data[i + 1] == '-')) return false;
    return true;
}

static void check_path(const struct gty_checker *checker) {
    struct gty_text path = checker->config->cgroups_path;
    const struct gty_json *node = checker->config->cgroups_path_node;
    if (path.length == 0) return;
    if (count_of(path, ':') != 2) {
        gty_find(checker->diagnostics, GTY_RULE_SYSTEMD_PATH, node, "such as system.slice:runc:name",
                 "expected cgroupsPath to be of format \"slice:prefix:name\" for systemd cgroups, got %s",
                 gty_quote(checker, path));
        return;
    }
    const char *colon = memchr(path.data, ':', path.length);
    struct gty_text slice = {path.data, (size_t)(colon - path.data)};
    if (slice.length && !is_slice(slice))
        gty_find(checker->diagnostics, GTY_RULE_SYSTEMD_SLICE, node, "such as system.slice or user-1000.slice",
                 "invalid slice name %s", gty_quote(checker, slice));
}

// ---- annotations that become properties of the unit -----------------------------------------------------------------

static bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

static bool is_property(struct gty_text name) {
    for (size_t i = 0; i < name.length; i++)
        if (!is_letter(name.data[i])) return false;
    return name.length >= 3;
}

// "…[a-z]Sec" is handed on as "…USec", in microseconds.
static bool is_in_seconds(struct gty_text name) {
    static const char suffix[] = "Sec";
    size_t length = sizeof suffix - 1;
    if (name.length <= length || memcmp(name.data + name.length - length, suffix, length)) return false;
    char before = name.data[name.length - length - 1];
    return before >= 'a' && before <= 'z';
}

// The text form of D-Bus values, as far as it can be told from outside: a string, a number, a boolean, a container of
// these, or one of them behind a type.
static bool is_value(struct gty_text value) {
    if (value.length == 0) return false;
    char first = value.data[0], last = value.data[value.length - 1];
    if (first == '\'' || first == '"') return value.length > 1 && first == last;
    if (first == '[') return last == ']';
    if (first == '{') return last == '}';
    if (first == '<') return last == '>';
    if (first == '@' || first == '(' || first == '-' || first == '+' || first == '.') return true;
    if (first >= '0' && first <= '9') return true;
    if (gty_text_is(value, "true") || gty_text_is(value, "false")) return true;
    if (first == 'b' && value.length > 2 && (value.data[1] == '\'' || value.data[1] == '"')) return true;
    static const char *const types[] = {"byte ",   "int16 ",  "uint16 ", "int32 ",   "uint32 ",     "int64 ",
                                        "uint64 ", "double ", "string ", "boolean ", "objectpath ", "signature "};
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
        if (gty_text_starts(value, types[i])) return true;
    return false;
}

static bool is_quoted(struct gty_text value) {
    return value.length &&
           (strchr("'\"[{<", value.data[0]) || gty_text_is(value, "true") || gty_text_is(value, "false"));
}

static void check_property(const struct gty_checker *checker, const struct gty_pair *pair) {
    size_t length = sizeof PROPERTY_PREFIX - 1;
    struct gty_text name = {pair->name.data + length, pair->name.length - length};
    if (!is_property(name))
        gty_find(checker->diagnostics, GTY_RULE_SYSTEMD_PROPERTY, pair->node, "such as " PROPERTY_PREFIX "TasksMax",
                 "annotation %s names no property of systemd: it has three or more letters, and nothing else",
                 gty_quote(checker, pair->name));
    if (!is_value(pair->value))
        gty_find(checker->diagnostics, GTY_RULE_SYSTEMD_VALUE, pair->node, "strings are in single quotes",
                 "annotation %s=%s is no value of D-Bus", gty_quote(checker, pair->name),
                 gty_quote(checker, pair->value));
    else if (is_in_seconds(name) && is_quoted(pair->value))
        gty_find(checker->diagnostics, GTY_RULE_SYSTEMD_SECONDS, pair->node, "write a number of seconds",
                 "annotation %s=%s is not a number", gty_quote(checker, pair->name), gty_quote(checker, pair->value));
}

void gty_check_systemd(const struct gty_checker *checker) {
    const struct gty_pairs *annotations = &checker->config->annotations;
    if (!gty_systemd_driver(checker)) return;
    check_path(checker);
    for (size_t i = 0; i < annotations->count; i++)
        if (gty_text_starts(annotations->items[i].name, PROPERTY_PREFIX))
            check_property(checker, &annotations->items[i]);
    bool v1 = checker->host->cgroup_mode == GTY_CGROUP_V1 || checker->host->cgroup_mode == GTY_CGROUP_HYBRID;
    if (checker->options->rootless && v1)
        gty_find(checker->diagnostics, GTY_RULE_SYSTEMD_ROOTLESS, checker->config->cgroups_path_node,
                 "use the cgroupfs driver, or a host with cgroup v2",
                 "cannot use rootless systemd cgroups manager on cgroup v1");
}
