// SPDX-License-Identifier: Apache-2.0
//
// linux.intelRdt
#include <string.h>

#include "check/areas.h"

static void check_class(const struct gty_checker *checker, const struct gty_intel_rdt *rdt) {
    struct gty_text name = rdt->clos_id;
    bool path = name.length > 1 && memchr(name.data, '/', name.length);
    if (gty_text_is(name, ".") || gty_text_is(name, "..") || path)
        gty_find(checker->diagnostics, GTY_RULE_RDT_CLASS, rdt->clos_id_node,
                 "write the name of one directory, or / for the class of everything else", "invalid intelRdt.closID %s",
                 gty_quote(checker, name));
}

static void check_line(const struct gty_checker *checker, struct gty_text line, const struct gty_json *node,
                       const char *name) {
    if (memchr(line.data, '\n', line.length))
        gty_find(checker->diagnostics, GTY_RULE_RDT_LINE, node, "write one line only", "intelRdt.%s contains a newline",
                 name);
}

static void check_prefix(const struct gty_checker *checker, struct gty_text line, const struct gty_json *node,
                         enum gty_rule rule, const char *prefix, const char *name) {
    if (line.length && !gty_text_starts(line, prefix))
        gty_find(checker->diagnostics, rule, node, NULL, "intelRdt.%s must start with %s", name, prefix);
}

static void check_schemata(const struct gty_checker *checker, const struct gty_intel_rdt *rdt) {
    const struct gty_json *node = rdt->schemata_node ? rdt->schemata_node->first : NULL;
    for (size_t i = 0; i < rdt->schemata.count; i++, node = node ? node->next : NULL)
        check_line(checker, rdt->schemata.items[i], node ? node : rdt->node, "schemata");
}

void gty_check_intel_rdt(const struct gty_checker *checker) {
    const struct gty_intel_rdt *rdt = &checker->config->intel_rdt;
    if (!rdt->node) return;
    if (checker->host->rdt == GTY_NO)
        gty_find(checker->diagnostics, GTY_RULE_RDT_HOST, rdt->node, "remove it, or mount resctrl",
                 "intelRdt is specified, but this host has no Intel RDT");
    check_class(checker, rdt);
    check_line(checker, rdt->l3_cache_schema, rdt->l3_cache_schema_node, "l3CacheSchema");
    check_line(checker, rdt->mem_bw_schema, rdt->mem_bw_schema_node, "memBwSchema");
    check_schemata(checker, rdt);
    check_prefix(checker, rdt->l3_cache_schema, rdt->l3_cache_schema_node, GTY_RULE_RDT_L3_PREFIX, "L3",
                 "l3CacheSchema");
    check_prefix(checker, rdt->mem_bw_schema, rdt->mem_bw_schema_node, GTY_RULE_RDT_MB_PREFIX, "MB:", "memBwSchema");
}
