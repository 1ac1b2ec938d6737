// SPDX-License-Identifier: Apache-2.0
#include "convert/convert.h"

#include "convert/libcontainer/libcontainer.h"
#include "convert/write.h"
#include "front/libcontainer/libcontainer.h"
#include "front/oci.h"
#include "front/translate.h"

// ---- to an OCI config -----------------------------------------------------------------------------------------------

static void report_lost(struct gty_diagnostics *diagnostics, const struct gty_json *value, const char *help) {
    struct gty_translator translator = {.reader = {.arena = diagnostics->arena, .diagnostics = diagnostics},
                                        .target = GTY_OCI_CONFIG};
    if (value) gty_report_lost(&translator, value, help);
}

// Runtimes set up the loopback interface of a new network namespace without being told.
static bool is_loopback(const struct gty_json *network) {
    const struct gty_json *type = gty_member_of(network, "type");
    return type && type->type == GTY_JSON_STRING && gty_text_is(type->text, "loopback");
}

static void report_options(struct gty_diagnostics *diagnostics, const struct gty_source *source) {
    report_lost(diagnostics, source->no_pivot, "it is the option --no-pivot of runtimes");
    report_lost(diagnostics, source->no_new_keyring, "it is the option --no-new-keyring of runtimes");
    const struct gty_json *network = source->networks ? source->networks->first : NULL;
    for (; network; network = network->next)
        if (!is_loopback(network)) report_lost(diagnostics, network, "let an engine or a hook make it");
    const struct gty_json *route = source->routes ? source->routes->first : NULL;
    for (; route; route = route->next) report_lost(diagnostics, route, "let an engine or a hook make it");
}

static void complete_process(struct gty_diagnostics *diagnostics, const struct gty_options *options,
                             struct gty_source *source) {
    if (options->args.count > 0)
        gty_libcontainer_set_program(diagnostics->arena, source, options->args.items, options->args.count);
    else
        gty_find(diagnostics, GTY_RULE_PROGRAM_OPEN, source->config, "add process.args to what is written",
                 "a libcontainer config does not say which program to run");
}

static bool to_oci(struct gty_diagnostics *diagnostics, const struct gty_options *options, struct gty_source *source,
                   struct gty_buffer *document) {
    if (source->language == GTY_INPUT_LIBCONTAINER) {
        complete_process(diagnostics, options, source);
        report_options(diagnostics, source);
    }
    gty_tree_write(document, source->config);
    return true;
}

// ---- to either ------------------------------------------------------------------------------------------------------

bool gty_convert_source(struct gty_diagnostics *diagnostics, const struct gty_options *options,
                        struct gty_source *source, struct gty_buffer *document) {
    struct gty_config model;
    // What has the wrong type has no form in another language.
    if (!gty_oci_read(diagnostics->arena, diagnostics, source->config, &model)) return false;
    gty_libcontainer_read_network(diagnostics->arena, diagnostics, source, &model);
    if (diagnostics->errors > 0 || diagnostics->arena->failed) return false;
    if (options->to == GTY_INPUT_OCI) return to_oci(diagnostics, options, source, document);
    const struct gty_json *written = source->language == GTY_INPUT_LIBCONTAINER
                                         ? source->document
                                         : gty_libcontainer_from_oci(diagnostics, options, source->config);
    if (!written || diagnostics->errors > 0) return false;
    gty_tree_write(document, written);
    return true;
}
