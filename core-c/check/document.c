// SPDX-License-Identifier: Apache-2.0
//
// ociVersion and annotations
#include "check/areas.h"

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

// MAJOR.MINOR.PATCH, and behind it nothing or a pre-release or build part.
static bool is_semantic_version(struct gty_text version) {
    size_t at = 0;
    for (int part = 0; part < 3; part++) {
        size_t start = at;
        while (at < version.length && is_digit(version.data[at])) at++;
        if (at == start || (at - start > 1 && version.data[start] == '0')) return false;
        if (part < 2 && (at == version.length || version.data[at++] != '.')) return false;
    }
    if (at == version.length) return true;
    return (version.data[at] == '-' || version.data[at] == '+') && at + 1 < version.length;
}

static void check_version(const struct gty_checker *checker) {
    struct gty_text version = checker->config->oci_version;
    const struct gty_json *node = checker->config->oci_version_node;
    if (node && node->type != GTY_JSON_STRING) return;
    if (!node) node = checker->config->document;
    const char *help = "write the version of the runtime spec that the config follows, such as \"1.2.1\"";
    if (version.length == 0)
        gty_find(checker->diagnostics, GTY_RULE_VERSION_MISSING, node, help, "ociVersion is missing");
    else if (!is_semantic_version(version))
        gty_find(checker->diagnostics, GTY_RULE_VERSION_MALFORMED, node, help,
                 "ociVersion %s is not a semantic version", gty_quote(checker, version));
    else if (!gty_text_starts(version, "1."))
        gty_find(checker->diagnostics, GTY_RULE_VERSION_UNKNOWN, node, NULL,
                 "ociVersion %s is unknown: the config is read as 1.x", gty_quote(checker, version));
}

static void check_annotations(const struct gty_checker *checker) {
    const struct gty_pairs *annotations = &checker->config->annotations;
    for (size_t i = 0; i < annotations->count; i++)
        if (annotations->items[i].name.length == 0)
            gty_find(checker->diagnostics, GTY_RULE_ANNOTATION_NAME, annotations->items[i].node, NULL,
                     "the annotation has no name");
}

void gty_check_document(const struct gty_checker *checker) {
    check_version(checker);
    check_annotations(checker);
}
