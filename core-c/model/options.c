// SPDX-License-Identifier: Apache-2.0
#include "model/options.h"

#include <string.h>

#include "model/option_values.h"

#define EMPTY GTY_TEXT("")
// The id becomes the name of a directory.
#define ID_MAX 255

static void read_input(struct gty_reader *reader, const struct gty_json *node, void *target) {
    static const char *const inputs[] = {[GTY_INPUT_AUTO] = "auto",       [GTY_INPUT_OCI] = "oci",
                                         [GTY_INPUT_OCF] = "ocf",         [GTY_INPUT_LIBCONTAINER] = "libcontainer",
                                         [GTY_INPUT_PROCESS] = "process", [GTY_INPUT_RESOURCES] = "resources",
                                         [GTY_INPUT_STATE] = "state",     [GTY_INPUT_FEATURES] = "features"};
    int input = GTY_OPTION_WORD(
        inputs, "the languages are auto, oci, ocf, libcontainer, process, resources, state and features");
    if (input >= 0) *(enum gty_input *)target = (enum gty_input)input;
}

static void read_to(struct gty_reader *reader, const struct gty_json *node, void *target) {
    static const char *const languages[] = {"oci", "libcontainer"};
    int language = GTY_OPTION_WORD(languages, "configs are converted to oci and libcontainer");
    if (language >= 0) *(enum gty_input *)target = language ? GTY_INPUT_LIBCONTAINER : GTY_INPUT_OCI;
}

static void read_target(struct gty_reader *reader, const struct gty_json *node, void *target) {
    static const char *const targets[] = {[GTY_TARGET_ANY] = "any",
                                          [GTY_TARGET_GANTRY] = "gantry",
                                          [GTY_TARGET_RUNC] = "runc",
                                          [GTY_TARGET_CRUN] = "crun"};
    int runtime = GTY_OPTION_WORD(targets, "the targets are any, gantry, runc and crun");
    if (runtime >= 0) *(enum gty_target *)target = (enum gty_target)runtime;
}

static void read_spec(struct gty_reader *reader, const struct gty_json *node, void *target) {
    static const char *const versions[] = {"1.0", "1.1", "1.2", "1.3"};
    int version = GTY_OPTION_WORD(versions, "the versions are 1.0, 1.1, 1.2 and 1.3");
    if (version >= 0) *(struct gty_text *)target = (struct gty_text){versions[version], 3};
}

// ---- the whole ----------------------------------------------------------------------------------------------------

struct document {
    struct gty_options options;
    struct gty_host host;
};

#define AT(member) offsetof(struct document, options.member)

static const struct gty_field option_fields[] = {
    {"id", GTY_FIELD_TEXT, .offset = AT(id)},
    {"bundle", GTY_FIELD_TEXT, .offset = AT(bundle)},
    {"host", GTY_FIELD_READ, .offset = offsetof(struct document, host), .read = gty_host_read},
    {"input", GTY_FIELD_READ, .offset = AT(input), .read = read_input},
    {"secondDocument", GTY_FIELD_U32, .offset = AT(second_document)},
    {"to", GTY_FIELD_READ, .offset = AT(to), .read = read_to},
    {"args", GTY_FIELD_TEXTS, .offset = AT(args)},
    {"target", GTY_FIELD_READ, .offset = AT(target), .read = read_target},
    {"spec", GTY_FIELD_READ, .offset = AT(spec), .read = read_spec},
    {"rootless", GTY_FIELD_BOOL, .offset = AT(rootless)},
    {"advice", GTY_FIELD_BOOL, .offset = AT(advice)},
    {"preserveFds", GTY_FIELD_U32, .offset = AT(preserve_fds)},
    {"noPivot", GTY_FIELD_BOOL, .offset = AT(no_pivot)},
    {"noNewKeyring", GTY_FIELD_BOOL, .offset = AT(no_new_keyring)},
    {"reaper", GTY_FIELD_BOOL, .offset = AT(reaper)},
    {"detached", GTY_FIELD_BOOL, .offset = AT(detached)},
};
static const struct gty_shape option_shape = GTY_SHAPE(option_fields);

static bool is_id(struct gty_text id) {
    if (id.length > ID_MAX || gty_text_is(id, ".") || gty_text_is(id, "..")) return false;
    for (size_t i = 0; i < id.length; i++) {
        char c = id.data[i], letter = (char)(c | 0x20);
        bool good = (letter >= 'a' && letter <= 'z') || (c >= '0' && c <= '9') || (c && strchr("_+-.", c));
        if (!good) return false;
    }
    return true;
}

static void check_id(struct gty_reader *reader, const struct gty_json *document, struct gty_text id) {
    const struct gty_json *node = gty_json_member(document, "id");
    if (!node || node->type != GTY_JSON_STRING) return;
    if (node->text.length == 0)
        gty_find(reader->diagnostics, GTY_RULE_OPTIONS_ID, node, NULL, "container id cannot be empty");
    else if (!is_id(id))
        gty_find(reader->diagnostics, GTY_RULE_OPTIONS_ID, node, "use letters, digits, _ + - and .",
                 "invalid container ID format");
}

static void check_options(struct gty_reader *reader, const struct gty_json *document, enum gty_purpose purpose,
                          const struct gty_options *options) {
    if (purpose == GTY_TO_COMPILE) {
        gty_option_require(reader, document, "id");
        gty_option_require(reader, document, "bundle");
        gty_option_require(reader, document, "host");
    }
    if (purpose == GTY_TO_CONVERT) gty_option_require(reader, document, "to");
    check_id(reader, document, options->id);
    const struct gty_json *bundle = gty_json_member(document, "bundle");
    if (bundle && bundle->type == GTY_JSON_STRING) gty_option_absolute(reader, bundle, options->bundle, "bundle");
}

// To whoever reads the findings, the options are one thing, whatever is wrong with them; and no program writes options
// that deserve a warning.
static void rename_findings(struct gty_diagnostics *diagnostics, size_t first) {
    for (size_t i = first; i < diagnostics->count; i++) {
        struct gty_diagnostic *item = &diagnostics->items[i];
        if (strncmp(item->rule->code, "GTY-OPTIONS-", 12) == 0) continue;
        if (item->rule->severity != GTY_ERROR) diagnostics->errors++;
        item->rule = &gty_rules[GTY_RULE_OPTIONS_DOCUMENT];
    }
}

bool gty_options_read(struct gty_arena *arena, struct gty_diagnostics *diagnostics, struct gty_text text,
                      enum gty_purpose purpose, struct gty_options *options, struct gty_host *host) {
    size_t first = diagnostics->count, errors = diagnostics->errors;
    struct document read = {.options = {.id = EMPTY, .bundle = EMPTY, .spec = EMPTY}};
    gty_host_init(&read.host);
    struct gty_reader reader = {.arena = arena, .diagnostics = diagnostics, .unknown = GTY_RULE_OPTIONS_PROPERTY};
    const struct gty_json *document = gty_json_parse(arena, diagnostics, (const uint8_t *)text.data, text.length);
    if (document && gty_read_object(&reader, document, &option_shape, &read))
        check_options(&reader, document, purpose, &read.options);
    *options = read.options;
    *host = read.host;
    options->rootless = options->rootless || host->rootless;
    options->no_pivot = options->no_pivot || host->no_pivot;
    // What is planned is planned for this version of gantry.
    if (purpose == GTY_TO_COMPILE) options->target = GTY_TARGET_GANTRY;
    rename_findings(diagnostics, first);
    return document && diagnostics->errors == errors && !arena->failed;
}
