// SPDX-License-Identifier: Apache-2.0
//
// From an example of rule_examples.h to a config and its findings.
#ifndef GANTRY_TEST_CHECK_FIXTURE_H
#define GANTRY_TEST_CHECK_FIXTURE_H

#include "check/check.h"
#include "fixture.h"
#include "front/oci.h"
#include "model/support.h"
#include "rule_examples.h"

static inline bool starts(const char **text, const char *word) {
    size_t length = strlen(word);
    if (strncmp(*text, word, length) != 0) return false;
    *text += length;
    return true;
}

#define WORD(text)                                                                                                     \
    { (text), sizeof(text) - 1 }
static struct gty_text controller_names[] = {WORD("memory"), WORD("cpu"), WORD("cpuset"), WORD("pids"),
                                             WORD("devices")};
static struct gty_text path_names[] = {WORD("/there"), WORD("/bundle/rootfs")};
#define WORDS(names) ((struct gty_texts){(names), sizeof(names) / sizeof *(names)})

struct told {
    struct gty_options options;
    struct gty_host host;
};

// The words before an example: see rule_examples.h.
static inline const char *read_told(const char *example, struct told *told) {
    const struct gty_texts controllers = WORDS(controller_names);
    static struct gty_hierarchy hierarchy;
    hierarchy = (struct gty_hierarchy){controllers, GTY_TEXT(""), GTY_TEXT("/sys/fs/cgroup"), GTY_TEXT("/")};
    *told = (struct told){{.bundle = GTY_TEXT("/bundle"), .spec = GTY_TEXT("")}, {.kernel = GTY_TEXT("")}};
    struct gty_options *options = &told->options;
    struct gty_host *host = &told->host;
    for (const char *before = NULL; before != example;) {
        before = example;
        bool v1 = starts(&example, "v1 "), v2 = starts(&example, "v2 "), hybrid = starts(&example, "hybrid ");
        if (v1 || v2 || hybrid) {
            host->present = true;
            host->cgroup_mode = v1 ? GTY_CGROUP_V1 : v2 ? GTY_CGROUP_V2 : GTY_CGROUP_HYBRID;
            host->v1 = &hierarchy;
            host->v1_count = !v2;
            host->unified_present = !v1;
            host->unified = hierarchy;
            if (v2) host->unified_controllers = controllers;
        }
        if (starts(&example, "nocgroups ")) host->present = true;
        if (starts(&example, "paths ")) host->present = host->paths_present = true, host->paths = WORDS(path_names);
        if (starts(&example, "nopivot ")) options->no_pivot = true;
        if (starts(&example, "rootless ")) options->rootless = true;
        if (starts(&example, "advice ")) options->advice = true;
        if (starts(&example, "gantry ")) options->target = GTY_TARGET_GANTRY;
        if (starts(&example, "runc ")) options->target = GTY_TARGET_RUNC;
        if (starts(&example, "crun ")) options->target = GTY_TARGET_CRUN;
        if (starts(&example, "lacking ")) host->apparmor = host->selinux = host->rdt = GTY_NO;
        if (starts(&example, "having ")) host->apparmor = host->selinux = host->rdt = GTY_YES;
        if (starts(&example, "linux5.4 ")) host->present = true, host->kernel = GTY_TEXT("5.4.0-1-amd64");
        if (starts(&example, "linux6.9 ")) host->present = true, host->kernel = GTY_TEXT("6.9.0");
        if (starts(&example, "spec1.0 ")) options->spec = GTY_TEXT("1.0");
        if (starts(&example, "spec1.3 ")) options->spec = GTY_TEXT("1.3");
        if (starts(&example, "systemd ")) host->driver = GTY_DRIVER_SYSTEMD;
        if (starts(&example, "cgroupfs ")) host->driver = GTY_DRIVER_CGROUPFS;
    }
    return example;
}

static inline char *config_of(const char *example) {
    const char *process = "", *linux_part = "", *resources = "", *namespaces = "", *top = "";
    char text[8192];
    if (starts(&example, "whole|")) return quoted(example);
    if (starts(&example, "user|")) {
        namespaces = "{'type':'user'}";
        linux_part = example;
    } else if (starts(&example, "joined|")) {
        namespaces = "{'type':'user','path':'/x'}";
        linux_part = example;
    } else if (starts(&example, "userprocess|")) {
        namespaces = "{'type':'user'}";
        linux_part = MAPS;
        process = example;
    } else if (starts(&example, "process|"))
        process = example;
    else if (starts(&example, "linux|"))
        linux_part = example;
    else if (starts(&example, "resources|"))
        resources = example;
    else if (starts(&example, "namespaces|"))
        namespaces = example;
    else if (starts(&example, "top|"))
        top = example;
    else if (*example)
        abort();
#define COMMA(part) *(part) ? "," : "", part
    snprintf(text, sizeof text,
             "{'ociVersion':'1.2.0','root':{'path':'rootfs'}%s%s,'process':{'cwd':'/','args':['sh']%s%s},"
             "'linux':{'namespaces':[{'type':'mount'},{'type':'pid'},{'type':'network'},{'type':'ipc'},"
             "{'type':'uts'}%s%s],'resources':{%s}%s%s}}",
             COMMA(top), COMMA(process), COMMA(namespaces), resources, COMMA(linux_part));
    return quoted(text);
}

static inline void check_text(struct fixture *fixture, const char *text, const struct told *told) {
    struct gty_config config;
    parse(fixture, text);
    if (!fixture->document || fixture->diagnostics.count) return;
    if (!gty_oci_read(&fixture->arena, &fixture->diagnostics, fixture->document, &config)) return;
    gty_check(&fixture->diagnostics, &config, &told->options, &told->host);
}

static inline bool is_syntax(const struct gty_diagnostics *diagnostics) {
    for (size_t i = 0; i < diagnostics->count; i++)
        if (strncmp(diagnostics->items[i].rule->code, "GTY-JSON-", 9) == 0) return true;
    return false;
}

#endif
