// SPDX-License-Identifier: Apache-2.0
//
// Advice on the root filesystem and on mounts: what of the host the container can reach and write
#include <string.h>

#include "check/advice.h"
#include "resolve/mount_options.h"
#include "resolve/paths.h"
#include "tables/advice.h"
#include "tables/kernel.h"

static bool is_readonly(const struct gty_mount_request *request) {
    return (request->set | request->rec_set) & GTY_ATTR_RDONLY;
}

static struct gty_text base_name(struct gty_text path) {
    size_t at = path.length;
    while (at && path.data[at - 1] != '/') at--;
    return (struct gty_text){path.data + at, path.length - at};
}

// A socket is written to whether its mount is read-only or not.
static bool advise_socket(const struct gty_checker *checker, const struct gty_mount *mount, struct gty_text source) {
    struct gty_text name = base_name(source);
    for (const char *const *socket = gty_engine_sockets; *socket; socket++) {
        if (!gty_text_is(name, *socket)) continue;
        gty_find(checker->diagnostics, GTY_RULE_ADVICE_SOCKET, gty_at(mount->node, "source"), NULL,
                 "who writes to the socket %s is root on the host", gty_quote(checker, source));
        return true;
    }
    return false;
}

static bool is_host_path(struct gty_text source) {
    for (const struct gty_host_path *host = gty_host_paths; host->path; host++) {
        if (gty_text_is(source, host->path)) return true;
        if (host->below && gty_path_is_below(source, (struct gty_text){host->path, strlen(host->path)})) return true;
    }
    return false;
}

// True for a file that holds no programs.
static bool advise_source(const struct gty_checker *checker, const struct gty_mount *mount,
                          const struct gty_mount_request *request) {
    struct gty_text source = gty_bind_source(checker->arena, mount, checker->options->bundle);
    if (advise_socket(checker, mount, source)) return true;
    if (!is_host_path(source)) return false;
    if (!is_readonly(request))
        gty_find(checker->diagnostics, GTY_RULE_ADVICE_HOST_PATH, gty_at(mount->node, "source"), "add the option ro",
                 "the container can write to %s of the host", gty_quote(checker, source));
    else if (request->recursive && !(request->rec_set & GTY_ATTR_RDONLY))
        gty_find(checker->diagnostics, GTY_RULE_ADVICE_READONLY, gty_at(mount->node, "options"), "add the option rro",
                 "ro is for the topmost mount only: what is mounted below %s stays writable",
                 gty_quote(checker, source));
    return false;
}

static void advise_filesystem(const struct gty_checker *checker, const struct gty_mount *mount,
                              const struct gty_mount_request *request) {
    bool cgroup = gty_text_is(mount->type, "cgroup") || gty_text_is(mount->type, "cgroup2");
    if (cgroup && !is_readonly(request))
        gty_find(checker->diagnostics, GTY_RULE_ADVICE_CGROUP, mount->node, "add the option ro",
                 "the container can write to its cgroups, and change its own limits");
    if (gty_text_is(mount->type, "sysfs") && !is_readonly(request))
        gty_find(checker->diagnostics, GTY_RULE_ADVICE_SYSFS, mount->node, "add the option ro",
                 "the container can write to sysfs, which is the host's");
}

// Programs with a setuid bit matter where they can come to be and privilege can be gained.
static void advise_suid(const struct gty_checker *checker, const struct gty_mount *mount,
                        const struct gty_mount_request *request) {
    bool suid = !((request->set | request->rec_set) & GTY_ATTR_NOSUID);
    bool holds_programs = request->bind || gty_text_is(mount->type, "tmpfs");
    if (suid && holds_programs && !checker->config->process.no_new_privileges)
        gty_find(checker->diagnostics, GTY_RULE_ADVICE_SUID, gty_at(mount->node, "options"), "add the option nosuid",
                 "programs on %s can have a setuid bit", gty_quote(checker, request->destination));
}

static void advise_propagation(const struct gty_checker *checker, const struct gty_mount *mount,
                               const struct gty_mount_request *request) {
    for (size_t i = 0; i < request->propagation_count; i++)
        if (request->propagation[i] & GTY_MS_SHARED)
            gty_find(checker->diagnostics, GTY_RULE_ADVICE_SHARED, gty_at(mount->node, "options"),
                     "use slave or private", "what the container mounts below %s is mounted on the host too",
                     gty_quote(checker, request->destination));
}

void gty_advise_mounts(const struct gty_checker *checker) {
    const struct gty_config *config = checker->config;
    struct gty_text rootfs = gty_rootfs_path(checker->arena, config, checker->options->bundle);
    if (config->root_path.length && gty_text_is(rootfs, "/"))
        gty_find(checker->diagnostics, GTY_RULE_ADVICE_ROOT, config->root_path_node, NULL,
                 "the root filesystem is the host's");
    if (config->rootfs_propagation.known && config->rootfs_propagation.value & GTY_MS_SHARED)
        gty_find(checker->diagnostics, GTY_RULE_ADVICE_SHARED, config->propagation_node, "use slave or private",
                 "what the container mounts is mounted on the host too");
    for (size_t i = 0; i < config->mount_count; i++) {
        const struct gty_mount *mount = &config->mounts[i];
        struct gty_mount_request request;
        gty_mount_request(checker->arena, mount, rootfs, &request);
        if (mount->node->type != GTY_JSON_OBJECT || request.remount) continue;
        bool socket = request.bind && advise_source(checker, mount, &request);
        if (!request.bind) advise_filesystem(checker, mount, &request);
        if (!socket) advise_suid(checker, mount, &request);
        advise_propagation(checker, mount, &request);
    }
}
