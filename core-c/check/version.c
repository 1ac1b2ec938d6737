// SPDX-License-Identifier: Apache-2.0
//
// What the version of the runtime spec that the config is held to does not have yet
#include "check/areas.h"
#include "model/read.h"
#include "tables/mount_options.h"

#define NONE UINT32_MAX

// MINOR of "1.MINOR…", or NONE: what that is is said in document.c.
static uint32_t minor_of(struct gty_text version) {
    uint64_t minor;
    size_t end = 2;
    if (!gty_text_starts(version, "1.")) return NONE;
    while (end < version.length && version.data[end] >= '0' && version.data[end] <= '9') end++;
    bool read = gty_text_to_u64((struct gty_text){version.data + 2, end - 2}, &minor);
    return read && minor <= GTY_SPEC_1_3 ? (uint32_t)minor : NONE;
}

static void report(const struct gty_checker *checker, const struct gty_json *node, struct gty_text word, uint32_t since,
                   uint32_t minor) {
    if (gty_diagnostics_full(checker->diagnostics)) {
        gty_diagnostics_drop(checker->diagnostics, &gty_rules[GTY_RULE_VERSION_LATER]);
        return;
    }
    struct gty_reader reader = {.arena = checker->arena};
    const char *what = word.length ? gty_quote(checker, word) : gty_read_path(&reader, node);
    struct gty_diagnostic *finding = gty_find(
        checker->diagnostics, GTY_RULE_VERSION_LATER, node, "runtimes of the older version ignore it or refuse it",
        "%s came with version 1.%u of the runtime spec, not 1.%u", what, since, minor);
    if (checker->options->spec.length == 0)
        gty_relate(checker->diagnostics, finding, checker->config->oci_version_node, "the version");
}

// ---- words ----------------------------------------------------------------------------------------------------------

static const struct {
    const char *word;
    uint32_t since;
} later_words[] = {
    {"SCMP_ACT_KILL_PROCESS", 1}, {"SCMP_ACT_KILL_THREAD", 1},  {"SCMP_ACT_NOTIFY", 1},
    {"SCMP_ARCH_RISCV64", 1},     {"SCMP_ARCH_LOONGARCH64", 2}, {"SCMP_ARCH_M68K", 2},
    {"SCMP_ARCH_SH", 2},          {"SCMP_ARCH_SHEB", 2},        {"SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV", 1},
};

static void check_word(const struct gty_checker *checker, const struct gty_choice *choice, uint32_t minor) {
    for (size_t i = 0; i < sizeof later_words / sizeof later_words[0] && choice->known; i++)
        if (later_words[i].since > minor && gty_text_is(choice->name, later_words[i].word))
            report(checker, choice->node, choice->name, later_words[i].since, minor);
}

static void check_seccomp(const struct gty_checker *checker, const struct gty_seccomp *seccomp, uint32_t minor) {
    check_word(checker, &seccomp->default_action, minor);
    for (size_t i = 0; i < seccomp->architectures.count; i++)
        check_word(checker, &seccomp->architectures.items[i], minor);
    for (size_t i = 0; i < seccomp->flags.count; i++) check_word(checker, &seccomp->flags.items[i], minor);
    for (size_t i = 0; i < seccomp->rule_count; i++) check_word(checker, &seccomp->rules[i].action, minor);
}

static void check_mount(const struct gty_checker *checker, const struct gty_mount *mount, uint32_t minor) {
    const struct gty_json *node = mount->options_node ? mount->options_node->first : NULL;
    for (size_t i = 0; i < mount->options.count; i++, node = node ? node->next : NULL) {
        const struct gty_mount_option *option = gty_mount_option(mount->options.items[i]);
        if (option && option->kind == GTY_OPTION_IDMAP)
            report(checker, node ? node : mount->node, mount->options.items[i], GTY_SPEC_1_2, minor);
    }
}

void gty_check_version(const struct gty_checker *checker) {
    const struct gty_config *config = checker->config;
    struct gty_text spec = checker->options->spec;
    uint32_t minor = minor_of(spec.length ? spec : config->oci_version);
    if (minor >= GTY_SPEC_1_3) return; // NONE too
    for (const struct gty_later *later = config->later; later; later = later->next)
        if (later->since > minor) report(checker, later->node, GTY_TEXT(""), later->since, minor);
    if (minor >= GTY_SPEC_1_2) return;
    check_seccomp(checker, &config->seccomp, minor);
    for (size_t i = 0; i < config->mount_count; i++) check_mount(checker, &config->mounts[i], minor);
    const struct gty_namespace *time = &config->namespaces[GTY_NS_TIME];
    if (time->present && minor < GTY_SPEC_1_1) report(checker, time->node, GTY_TEXT("time"), GTY_SPEC_1_1, minor);
}
