// SPDX-License-Identifier: Apache-2.0
#include "component/core.h"

#include <string.h>

#include "check/check.h"
#include "component/features.h"
#include "convert/convert.h"
#include "front/libcontainer/libcontainer.h"
#include "front/oci.h"
#include "model/support.h"
#include "netlink/control.h"
#include "netlink/describe.h"
#include "plan/plan.h"
#include "json/find.h"
#include "json/json.h"
#include "json/outline.h"

// ---- compile --------------------------------------------------------------------------------------------------------

#define EXHAUSTED                                                                                                      \
    "[{\"code\":\"GTY-LIMIT-002\",\"severity\":\"error\",\"message\":\"the config needs more memory than the core "    \
    "has\",\"section\":\"gantry\",\"pointer\":\"\",\"line\":1,\"column\":1,\"endLine\":1,\"endColumn\":1,\"offset\":"  \
    "0,"                                                                                                               \
    "\"end\":0}]"

// Written down whole, for nothing can be allocated any more.
static const struct {
    uint32_t lengths[3];
    char diagnostics[sizeof EXHAUSTED];
} exhausted = {{sizeof EXHAUSTED - 1, 0, 0}, EXHAUSTED};

// The same for what has one length less.
static const struct {
    uint32_t lengths[2];
    char diagnostics[sizeof EXHAUSTED];
} exhausted_pair = {{sizeof EXHAUSTED - 1, 0}, EXHAUSTED};

static struct gty_bytes join(struct gty_arena *arena, struct gty_diagnostics *diagnostics,
                             const struct gty_buffer *record, const struct gty_buffer *message) {
    struct gty_buffer list, result;
    gty_buffer_init(&list, arena);
    gty_buffer_init(&result, arena);
    gty_diagnostics_write(diagnostics, &list);
    bool planned = diagnostics->errors == 0;
    gty_buffer_u32(&result, (uint32_t)list.length);
    gty_buffer_u32(&result, planned ? (uint32_t)record->length : 0);
    gty_buffer_u32(&result, planned ? (uint32_t)message->length : 0);
    gty_buffer_bytes(&result, list.data, list.length);
    if (planned) {
        gty_buffer_bytes(&result, record->data, record->length);
        gty_buffer_bytes(&result, message->data, message->length);
    }
    if (arena->failed || list.failed || result.failed || record->failed || message->failed)
        return (struct gty_bytes){(const uint8_t *)&exhausted, 12 + sizeof EXHAUSTED - 1};
    return (struct gty_bytes){result.data, result.length};
}

static struct gty_text as_text(struct gty_bytes bytes) {
    return bytes.data ? (struct gty_text){(const char *)bytes.data, bytes.length} : GTY_TEXT("");
}

// What the options document says.
struct call {
    struct gty_options options;
    struct gty_host host;
};

// Libcontainer's caller says what to run. To check its config any program will do.
static void set_program(struct gty_diagnostics *diagnostics, struct gty_arena *arena, enum gty_purpose purpose,
                        const struct gty_options *options, struct gty_source *source) {
    const struct gty_text any = GTY_TEXT("init");
    if (options->args.count > 0) {
        gty_libcontainer_set_program(arena, source, options->args.items, options->args.count);
        return;
    }
    if (purpose == GTY_TO_COMPILE)
        gty_find(diagnostics, GTY_RULE_PROGRAM_MISSING, source->config, "say it with the option args",
                 "a libcontainer config does not say which program to run");
    gty_libcontainer_set_program(arena, source, &any, 1);
}

// Reads the options, and what is translated of the input. With options that cannot be read there is nothing to say
// about the config, and the findings are those about the options.
static bool read_source(struct gty_diagnostics *diagnostics, struct gty_arena *arena, struct gty_bytes config,
                        struct gty_bytes text, enum gty_purpose purpose, struct call *call, struct gty_source *source) {
    struct gty_options *options = &call->options;
    gty_diagnostics_init(diagnostics, arena, as_text(text));
    if (!gty_options_read(arena, diagnostics, as_text(text), purpose, &call->options, &call->host)) return false;
    if (options->second_document > config.length) {
        gty_find(diagnostics, GTY_RULE_OPTIONS_VALUE, NULL, NULL, "secondDocument is behind the end of the input");
        return false;
    }
    if (purpose != GTY_TO_CHECK && options->input >= GTY_INPUT_PROCESS) {
        gty_find(diagnostics, GTY_RULE_OPTIONS_VALUE, NULL, NULL, "only a config can be planned or converted");
        return false;
    }
    gty_diagnostics_init(diagnostics, arena, as_text(config));
    diagnostics->second_document = options->second_document;
    if (!gty_source_read(arena, diagnostics, options->input, source)) return false;
    if (options->args.count == 0 || source->language == GTY_INPUT_LIBCONTAINER) return true;
    gty_find(diagnostics, GTY_RULE_OPTIONS_VALUE, NULL, "other configs say it in process.args",
             "the option args is the program of a libcontainer config");
    return false;
}

static bool read_input(struct gty_diagnostics *diagnostics, struct gty_arena *arena, struct gty_bytes config,
                       struct gty_bytes text, enum gty_purpose purpose, struct call *call, struct gty_config *model) {
    struct gty_options *options = &call->options;
    struct gty_source source;
    if (!read_source(diagnostics, arena, config, text, purpose, call, &source)) return false;
    if (source.language == GTY_INPUT_LIBCONTAINER) set_program(diagnostics, arena, purpose, options, &source);
    bool detect = purpose == GTY_TO_CHECK && options->input == GTY_INPUT_AUTO && source.language == GTY_INPUT_OCI;
    options->input = detect ? gty_oci_detect(source.config) : source.language;
    if (!gty_oci_read_document(arena, diagnostics, source.config, options->input, model)) return false;
    gty_libcontainer_read_network(arena, diagnostics, &source, model);
    options->no_pivot = options->no_pivot || source.no_pivot;
    options->no_new_keyring = options->no_new_keyring || source.no_new_keyring;
    return true;
}

struct gty_bytes gty_core_compile(struct gty_arena *arena, struct gty_bytes config, struct gty_bytes options) {
    struct gty_buffer record, message;
    gty_buffer_init(&record, arena);
    gty_buffer_init(&message, arena);
    struct gty_diagnostics diagnostics;
    struct call call;
    struct gty_config model;
    if (read_input(&diagnostics, arena, config, options, GTY_TO_COMPILE, &call, &model)) {
        gty_check(&diagnostics, &model, &call.options, &call.host);
        if (diagnostics.errors == 0 && !arena->failed)
            gty_plan(&gty_order_create, &diagnostics, &model, &call.options, &call.host, &message, &record);
    }
    return join(arena, &diagnostics, &record, &message);
}

// ---- check ----------------------------------------------------------------------------------------------------------

struct gty_bytes gty_core_check(struct gty_arena *arena, struct gty_bytes config, struct gty_bytes options) {
    struct gty_diagnostics diagnostics;
    struct call call;
    struct gty_config model;
    if (read_input(&diagnostics, arena, config, options, GTY_TO_CHECK, &call, &model))
        gty_check(&diagnostics, &model, &call.options, &call.host);
    struct gty_buffer list;
    gty_buffer_init(&list, arena);
    gty_diagnostics_write(&diagnostics, &list);
    if (arena->failed || list.failed)
        return (struct gty_bytes){(const uint8_t *)exhausted.diagnostics, sizeof EXHAUSTED - 1};
    return (struct gty_bytes){list.data, list.length};
}

// ---- parse ----------------------------------------------------------------------------------------------------------

struct gty_bytes gty_core_parse(struct gty_arena *arena, struct gty_bytes document) {
    struct gty_diagnostics diagnostics;
    gty_diagnostics_init(&diagnostics, arena, as_text(document));
    struct gty_buffer list, values, result;
    gty_buffer_init(&list, arena);
    gty_buffer_init(&values, arena);
    gty_buffer_init(&result, arena);
    const struct gty_json *tree = gty_json_parse(arena, &diagnostics, document.data, document.length);
    if (tree) gty_json_outline(tree, &values);
    gty_diagnostics_write(&diagnostics, &list);
    gty_buffer_u32(&result, (uint32_t)list.length);
    gty_buffer_u32(&result, (uint32_t)values.length);
    gty_buffer_bytes(&result, list.data, list.length);
    gty_buffer_bytes(&result, values.data, values.length);
    if (arena->failed || list.failed || values.failed || result.failed)
        return (struct gty_bytes){(const uint8_t *)&exhausted_pair,
                                  sizeof exhausted_pair.lengths + sizeof EXHAUSTED - 1};
    return (struct gty_bytes){result.data, result.length};
}

// ---- convert --------------------------------------------------------------------------------------------------------

struct gty_bytes gty_core_convert(struct gty_arena *arena, struct gty_bytes config, struct gty_bytes options) {
    struct gty_diagnostics diagnostics;
    struct call call;
    struct gty_source source;
    struct gty_buffer document, list, result;
    gty_buffer_init(&document, arena);
    gty_buffer_init(&list, arena);
    gty_buffer_init(&result, arena);
    if (read_source(&diagnostics, arena, config, options, GTY_TO_CONVERT, &call, &source))
        gty_convert_source(&diagnostics, &call.options, &source, &document);
    gty_diagnostics_write(&diagnostics, &list);
    gty_buffer_u32(&result, (uint32_t)list.length);
    gty_buffer_u32(&result, (uint32_t)document.length);
    gty_buffer_bytes(&result, list.data, list.length);
    gty_buffer_bytes(&result, document.data, document.length);
    if (arena->failed || document.failed || list.failed || result.failed)
        return (struct gty_bytes){(const uint8_t *)&exhausted_pair,
                                  sizeof exhausted_pair.lengths + sizeof EXHAUSTED - 1};
    return (struct gty_bytes){result.data, result.length};
}

// ---- rules ----------------------------------------------------------------------------------------------------------

static void write_text(struct gty_buffer *out, const char *key, const char *text) {
    gty_buffer_json_key(out, key);
    gty_buffer_json_string(out, (struct gty_text){text, strlen(text)});
}

struct gty_bytes gty_core_rules(struct gty_arena *arena) {
    struct gty_buffer out;
    gty_buffer_init(&out, arena);
    gty_buffer_json_open(&out, '[');
    for (size_t i = 0; i < GTY_RULE_COUNT; i++) {
        const struct gty_rule_row *rule = &gty_rules[i];
        if (gty_is_outdated((enum gty_rule)i)) continue;
        gty_buffer_json_open(&out, '{');
        write_text(&out, "code", rule->code);
        write_text(&out, "severity", gty_severity_name(rule->severity));
        write_text(&out, "section", rule->section);
        write_text(&out, "text", rule->text);
        gty_buffer_json_close(&out, '}');
    }
    gty_buffer_json_close(&out, ']');
    if (out.failed || arena->failed) return (struct gty_bytes){(const uint8_t *)"[]", 2};
    return (struct gty_bytes){out.data, out.length};
}

// ---- features -------------------------------------------------------------------------------------------------------

struct gty_bytes gty_core_features(struct gty_arena *arena) {
    struct gty_buffer out;
    gty_buffer_init(&out, arena);
    gty_features(&out);
    if (out.failed || arena->failed) return (struct gty_bytes){(const uint8_t *)"{}", 2};
    return (struct gty_bytes){out.data, out.length};
}

// ---- messages -------------------------------------------------------------------------------------------------------

// A first byte that tells a result (0) from what was wrong (1); see exports.def.
enum { RESULT = 0, MALFORMED = 1 };

static struct gty_bytes finish(const struct gty_buffer *out) {
    static const char memory[] = "\1{\"error\":\"the message needs more memory than the core has\",\"offset\":0}";
    if (out->failed || out->arena->failed) return (struct gty_bytes){(const uint8_t *)memory, sizeof memory - 1};
    return (struct gty_bytes){out->data, out->length};
}

static struct gty_bytes finish_malformed(struct gty_arena *arena, const struct gty_malformed *malformed) {
    struct gty_buffer out;
    gty_buffer_init(&out, arena);
    gty_buffer_byte(&out, MALFORMED);
    gty_buffer_json_open(&out, '{');
    gty_buffer_json_key(&out, "error");
    gty_buffer_json_string(&out, (struct gty_text){malformed->error, strlen(malformed->error)});
    gty_buffer_json_key(&out, "offset");
    gty_buffer_json_unsigned(&out, malformed->offset);
    gty_buffer_json_close(&out, '}');
    return finish(&out);
}

struct gty_bytes gty_core_describe(struct gty_arena *arena, struct gty_bytes message, uint32_t format) {
    struct gty_buffer out;
    struct gty_malformed malformed;
    gty_buffer_init(&out, arena);
    gty_buffer_byte(&out, RESULT);
    bool read = format == 0 ? gty_describe_text(message.data, message.length, &out, &malformed)
                            : gty_describe_json(message.data, message.length, &out, &malformed);
    return read ? finish(&out) : finish_malformed(arena, &malformed);
}

struct gty_bytes gty_core_read_control(struct gty_arena *arena, struct gty_bytes message) {
    struct gty_buffer out;
    struct gty_malformed malformed;
    gty_buffer_init(&out, arena);
    gty_buffer_byte(&out, RESULT);
    bool read = gty_control_read(message.data, message.length, &out, &malformed);
    return read ? finish(&out) : finish_malformed(arena, &malformed);
}

struct gty_bytes gty_core_write_control(struct gty_arena *arena, uint32_t kind) {
    struct gty_buffer out;
    gty_buffer_init(&out, arena);
    if (!gty_control_write(kind, &out) || out.failed) return (struct gty_bytes){(const uint8_t *)"", 0};
    return (struct gty_bytes){out.data, out.length};
}
