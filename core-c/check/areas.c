// SPDX-License-Identifier: Apache-2.0
#include "check/areas.h"

#include <string.h>

static const char *const namespace_names[GTY_NS_COUNT] = {
    [GTY_NS_USER] = "user", [GTY_NS_IPC] = "ipc",   [GTY_NS_UTS] = "uts",       [GTY_NS_NET] = "network",
    [GTY_NS_PID] = "pid",   [GTY_NS_MNT] = "mount", [GTY_NS_CGROUP] = "cgroup", [GTY_NS_TIME] = "time",
};

void gty_relate_namespace(const struct gty_checker *checker, struct gty_diagnostic *finding,
                          enum gty_namespace_type type) {
    if (!finding) return;
    const struct gty_namespace *namespace = &checker->config->namespaces[type];
    if (namespace->present) {
        gty_relate(checker->diagnostics, finding, namespace->node, "the %s namespace is joined by path here",
                   namespace_names[type]);
        return;
    }
    const struct gty_json *list = checker->config->namespaces_node;
    gty_relate(checker->diagnostics, finding, list ? list : checker->config->linux_node,
               "there is no %s namespace here", namespace_names[type]);
}

void gty_suggest_text(const struct gty_checker *checker, struct gty_diagnostic *finding, struct gty_text text) {
    if (!finding || text.length == 0) return;
    struct gty_buffer json;
    gty_buffer_init(&json, checker->arena);
    gty_buffer_json_string(&json, text);
    gty_buffer_byte(&json, 0);
    if (!json.failed) gty_suggest(checker->diagnostics, finding, "%s", (const char *)json.data);
}

void gty_suggest_word(const struct gty_checker *checker, struct gty_diagnostic *finding, const char *word) {
    if (word) gty_suggest_text(checker, finding, (struct gty_text){word, strlen(word)});
}

const char *gty_help_nearest(const struct gty_checker *checker, const char *word, const char *otherwise) {
    return word ? gty_text_format(checker->arena, "did you mean %s", word).data : otherwise;
}

bool gty_is_absent(const struct gty_checker *checker, struct gty_text path) {
    // What is below /proc is another thing for each process.
    if (gty_text_starts(path, "/proc/")) return false;
    return checker->host->paths_present && !gty_texts_have(&checker->host->paths, path.data);
}
