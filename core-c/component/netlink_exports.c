// SPDX-License-Identifier: Apache-2.0
//
// The exports of the world `netlink` of wasm/netlink.wit in the canonical ABI, as component/exports.c has those of the
// core. Results are runs that are kept from call to call, so that calls take no memory once they are large enough.
#include "component/netlink_exports.h"

#include <stdlib.h>

#include "netlink/codec/encode.h"
#include "netlink/codec/tables_json.h"

#ifdef __wasm__
#define EXPORT(name) __attribute__((export_name(name)))
#else
#define EXPORT(name)
#endif

enum { DONE = 0, REFUSED = 1 };

static struct gty_nl_run run;
static struct gty_arena arena; // of the tables
static struct gty_nl_bytes result;

EXPORT("cabi_realloc")
void *gty_netlink_export_realloc(void *old, size_t old_size, size_t alignment, size_t size) {
    if (size == 0) return (void *)alignment;
    void *memory = realloc(old_size ? old : NULL, size);
    if (!memory) __builtin_trap(); // the canonical ABI has no other way to say so
    return memory;
}

static void release(void *data, size_t length) {
    if (length > 0) free(data);
}

static const struct gty_nl_bytes *finish(bool done, const struct gty_nl_refusal *refusal) {
    static const struct {
        uint32_t words[3];
        char reason[20];
        uint32_t depth;
    } exhausted = {{REFUSED, 0, 17}, "no memory is left", 0};
    if (!done && !run.failed) {
        gty_nl_run_begin(&run);
        gty_nl_put_word(&run, REFUSED);
        gty_nl_write_refusal(&run, refusal);
    }
    result = run.failed ? (struct gty_nl_bytes){(const uint8_t *)&exhausted, sizeof exhausted}
                        : (struct gty_nl_bytes){run.data, run.length};
    return &result;
}

static struct gty_nl_form form_of(uint32_t protocol, uint32_t order) {
    return (struct gty_nl_form){protocol < GTY_NL_PROTOCOLS ? (enum gty_nl_protocol)protocol : GTY_NL_ROUTE,
                                order != 0};
}

EXPORT("decode")
const struct gty_nl_bytes *gty_netlink_export_decode(uint8_t *bytes, size_t length, uint32_t protocol, uint32_t order) {
    struct gty_nl_refusal refusal;
    gty_nl_run_begin(&run);
    gty_nl_put_word(&run, DONE);
    bool done = gty_netlink_decode(bytes, length, form_of(protocol, order), &run, &refusal);
    release(bytes, length);
    return finish(done, &refusal);
}

EXPORT("encode")
const struct gty_nl_bytes *gty_netlink_export_encode(uint8_t *stream, size_t length, uint32_t protocol,
                                                     uint32_t order) {
    struct gty_nl_refusal refusal;
    gty_nl_run_begin(&run);
    gty_nl_put_word(&run, DONE);
    // The host took the memory with cabi_realloc: it is aligned for every type.
    uint32_t *words = (uint32_t *)(void *)stream;
    bool done = gty_netlink_encode(words, length / sizeof *words, form_of(protocol, order), &run, &refusal);
    release(stream, length);
    return finish(done, &refusal);
}

EXPORT("validate")
const struct gty_nl_bytes *gty_netlink_export_validate(uint8_t *bytes, size_t length, uint32_t protocol, uint32_t order,
                                                       uint32_t strictness) {
    gty_nl_run_begin(&run);
    gty_nl_put_word(&run, DONE);
    gty_netlink_validate(bytes, length, form_of(protocol, order), strictness ? GTY_NL_ALL : GTY_NL_AS_KERNEL, &run);
    release(bytes, length);
    return finish(true, NULL);
}

EXPORT("tables") const struct gty_nl_bytes *gty_netlink_export_tables(void) {
    struct gty_buffer out;
    gty_arena_free(&arena);
    gty_arena_init(&arena, GTY_NL_MEMORY_MAX);
    gty_buffer_init(&out, &arena);
    gty_nl_tables_json(&out);
    result = out.failed ? (struct gty_nl_bytes){(const uint8_t *)"", 0} : (struct gty_nl_bytes){out.data, out.length};
    return &result;
}

EXPORT("cabi_post_decode") void gty_netlink_export_post_decode(const struct gty_nl_bytes *bytes) { (void)bytes; }
EXPORT("cabi_post_encode") void gty_netlink_export_post_encode(const struct gty_nl_bytes *bytes) { (void)bytes; }
EXPORT("cabi_post_validate") void gty_netlink_export_post_validate(const struct gty_nl_bytes *bytes) { (void)bytes; }
EXPORT("cabi_post_tables") void gty_netlink_export_post_tables(const struct gty_nl_bytes *bytes) {
    (void)bytes;
    gty_arena_free(&arena);
}
