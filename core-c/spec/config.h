// SPDX-License-Identifier: Apache-2.0
//
// The model: a container config as every front end produces it and every rule and back end reads it.
// All memory belongs to the arena of the call. A string is bytes with a length and also ends with a NUL; strings that
// hold a NUL themselves were refused by the front end.
#ifndef GANTRY_SPEC_CONFIG_H
#define GANTRY_SPEC_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h" // struct gty_text { const char *data; size_t length; } and its functions
#include "json/json.h" // struct gty_json, the node that a value was read from: positions and pointer

struct gty_texts {
    struct gty_text *items;
    size_t count;
};

// A number that may be absent.
struct gty_number {
    bool present;
    int64_t value; // uint64 values are stored by their bits
    const struct gty_json *node;
};

enum gty_namespace_type {
    GTY_NS_USER,
    GTY_NS_IPC,
    GTY_NS_UTS,
    GTY_NS_NET,
    GTY_NS_PID,
    GTY_NS_MNT,
    GTY_NS_CGROUP,
    GTY_NS_TIME,
    GTY_NS_COUNT
};

struct gty_namespace {
    bool present;
    struct gty_text path; // empty: new
    const struct gty_json *node;
};

struct gty_idmap {
    uint32_t container_id, host_id, size;
    const struct gty_json *node;
};

struct gty_idmaps {
    struct gty_idmap *items;
    size_t count;
};

struct gty_rlimit {
    uint32_t resource; // RLIMIT_* of Linux
    struct gty_text name;
    uint64_t soft, hard;
    const struct gty_json *node;
};

struct gty_mount {
    struct gty_text destination; // as written
    struct gty_text type, source;
    struct gty_texts options;
    const struct gty_json *node;
};

struct gty_device {
    char type; // 'c', 'b', 'u', 'p'
    struct gty_text path;
    uint32_t major, minor;
    uint32_t mode; // permission bits; 0666 if absent
    bool mode_present;
    uint32_t uid, gid;
    const struct gty_json *node;
};

struct gty_device_rule {
    bool allow;
    char type;                      // 'a', 'b', 'c'
    struct gty_number major, minor; // absent: any
    bool read, write, mknod;
    const struct gty_json *node;
};

struct gty_hook {
    struct gty_text path;
    struct gty_texts args, env;
    struct gty_number timeout; // seconds
    const struct gty_json *node;
};

struct gty_hooks {
    struct gty_hook *items;
    size_t count;
};

struct gty_pair { // annotation, sysctl
    struct gty_text name, value;
    const struct gty_json *node;
};

struct gty_pairs {
    struct gty_pair *items;
    size_t count;
};

struct gty_time_offset {
    bool present;
    int64_t seconds;
    uint32_t nanoseconds;
    const struct gty_json *node;
};

enum gty_capability_set {
    GTY_CAP_BOUNDING,
    GTY_CAP_EFFECTIVE,
    GTY_CAP_INHERITABLE,
    GTY_CAP_PERMITTED,
    GTY_CAP_AMBIENT,
    GTY_CAP_SETS
};

struct gty_process {
    bool present;
    bool terminal;
    struct gty_number console_height, console_width;
    uint32_t uid, gid;
    struct gty_number umask;
    uint32_t *groups;
    size_t group_count;
    bool groups_present;
    struct gty_texts args, env;
    struct gty_text cwd;
    bool capabilities_present;
    uint64_t capabilities[GTY_CAP_SETS]; // bit n is capability n; unknown names were warned about
    struct gty_rlimit *rlimits;
    size_t rlimit_count;
    bool no_new_privileges;
    struct gty_number oom_score_adj;
    const struct gty_json *node, *args_node, *cwd_node, *env_node;
};

struct gty_resources {
    struct gty_device_rule *devices;
    size_t device_count;
    struct gty_number memory_limit, memory_reservation, memory_swap, memory_swappiness;
    bool memory_disable_oom_killer, memory_check_before_update;
    struct gty_number cpu_shares, cpu_quota, cpu_period, cpu_burst, cpu_idle, cpu_realtime_runtime, cpu_realtime_period;
    struct gty_text cpu_cpus, cpu_mems;
    struct gty_number pids_limit;
    const struct gty_json *node;
};

struct gty_config {
    struct gty_text oci_version;
    struct gty_text root_path; // as written
    bool root_present, root_readonly;
    struct gty_text hostname, domainname;
    struct gty_process process;
    struct gty_mount *mounts;
    size_t mount_count;
    struct gty_hooks hooks[6]; // by enum gty_hook_kind of bootstrap.h
    struct gty_pairs annotations;
    bool linux_present;
    struct gty_namespace namespaces[GTY_NS_COUNT];
    struct gty_idmaps uid_mappings, gid_mappings;
    struct gty_device *devices;
    size_t device_count;
    struct gty_text cgroups_path;
    struct gty_resources resources;
    struct gty_texts masked_paths, readonly_paths;
    struct gty_pairs sysctl;
    struct gty_text rootfs_propagation;
    struct gty_time_offset time_monotonic, time_boottime;
    const struct gty_json *document, *root_node, *linux_node, *cgroups_path_node, *masked_node, *readonly_node,
        *propagation_node, *hostname_node, *domainname_node;
};

#endif
