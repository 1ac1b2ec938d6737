// SPDX-License-Identifier: Apache-2.0
//
// The model: a container config as every front end produces it and every rule and back end reads it.
// All memory belongs to the arena of the call. A string is bytes with a length and also ends with a NUL; strings that
// hold a NUL themselves were refused by the front end.
#ifndef GANTRY_MODEL_CONFIG_H
#define GANTRY_MODEL_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h" // struct gty_text { const char *data; size_t length; } and its functions
#include "json/json.h" // struct gty_json, the node that a value was read from: positions and pointer

struct gty_texts {
    struct gty_text *items;
    size_t count;
};

static inline bool gty_texts_have(const struct gty_texts *texts, const char *word) {
    for (size_t i = 0; i < texts->count; i++)
        if (gty_text_is(texts->items[i], word)) return true;
    return false;
}

// A number that may be absent.
struct gty_number {
    bool present;
    int64_t value; // uint64 values are stored by their bits
    const struct gty_json *node;
};

// A value out of a list of words; see tables/words.h.
struct gty_choice {
    bool present; // not empty
    bool known;   // one of the words; reported by the front end if it is not
    uint64_t value;
    struct gty_text name;
    const struct gty_json *node;
};

struct gty_choices {
    struct gty_choice *items;
    size_t count;
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
    struct gty_text path; // clean; empty: new
    const struct gty_json *node;
};

struct gty_namespace_entry { // as the list has them
    struct gty_choice type;  // enum gty_namespace_type
    struct gty_text path;
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
    struct gty_choice type; // RLIMIT_* of Linux
    uint64_t soft, hard;
    const struct gty_json *node;
};

struct gty_mount {
    struct gty_text destination;  // as written: gty_mount_destination reads it
    struct gty_text type, source; // gty_bind_source reads that of a bind mount
    struct gty_texts options;
    struct gty_idmaps uid_mappings, gid_mappings; // of an id-mapped mount
    const struct gty_json *node, *options_node, *uid_mappings_node, *gid_mappings_node;
};

struct gty_device {
    struct gty_choice type; // 'c', 'b', 'u', 'p'
    struct gty_text path;   // clean and absolute
    struct gty_number major, minor;
    struct gty_number mode; // engines write the file type into it: only permission bits count
    uint32_t uid, gid;
    const struct gty_json *node;
};

struct gty_device_rule {
    bool allow;
    struct gty_choice type;         // 'a', 'b', 'c'; absent: 'a'
    struct gty_number major, minor; // absent or below 0: any
    struct gty_text access;         // letters: r, w, m
    const struct gty_json *node, *allow_node, *access_node;
};

struct gty_hook {
    struct gty_text path; // clean, or empty
    struct gty_texts args, env;
    struct gty_number timeout; // seconds
    const struct gty_json *node, *path_node;
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

struct gty_scheduler {        // sched_setattr(2)
    struct gty_choice policy; // SCHED_* of Linux
    struct gty_number nice, priority;
    struct gty_choices flags;                    // SCHED_FLAG_*
    struct gty_number runtime, deadline, period; // nanoseconds
    const struct gty_json *node;
};

struct gty_io_priority {              // ioprio_set(2)
    struct gty_choice priority_class; // IOPRIO_CLASS_*
    struct gty_number priority;
    const struct gty_json *node;
};

struct gty_cpu_affinity { // lists of CPUs for a process that joins the container
    struct gty_text initial, final;
    const struct gty_json *node, *initial_node, *final_node;
};

struct gty_process {
    bool present;
    bool terminal;
    struct gty_number console_height, console_width;
    uint32_t uid, gid;
    struct gty_number umask;
    uint32_t *groups;
    size_t group_count;
    struct gty_texts args, env;
    struct gty_text cwd; // clean and absolute, or empty
    bool capabilities_present;
    uint64_t capabilities[GTY_CAP_SETS]; // bit n is capability n; unknown names were warned about
    struct gty_rlimit *rlimits;
    size_t rlimit_count;
    bool no_new_privileges;
    struct gty_number oom_score_adj;
    struct gty_text apparmor_profile, selinux_label; // empty: the runtime's own
    struct gty_scheduler scheduler;
    struct gty_io_priority io_priority;
    struct gty_cpu_affinity cpu_affinity;
    const struct gty_json *node, *args_node, *cwd_node, *env_node, *console_node, *user_node, *groups_node,
        *capabilities_node, *apparmor_node, *selinux_node;
};

struct gty_block_weight { // a device's share
    struct gty_number major, minor, weight, leaf_weight;
    const struct gty_json *node;
};

struct gty_block_weights {
    struct gty_block_weight *items;
    size_t count;
};

struct gty_block_limit { // bytes or operations in a second
    struct gty_number major, minor, rate;
    const struct gty_json *node;
};

struct gty_block_limits {
    struct gty_block_limit *items;
    size_t count;
};

struct gty_block_io {
    struct gty_number weight, leaf_weight;
    struct gty_block_weights weights;
    struct gty_block_limits read_bytes, write_bytes, read_operations, write_operations;
    const struct gty_json *node;
};

struct gty_hugepage_limit {
    struct gty_text page_size; // "2MB"
    struct gty_number limit;   // bytes
    const struct gty_json *node, *page_size_node;
};

struct gty_interface_priority { // of net_prio
    struct gty_text name;
    struct gty_number priority;
    const struct gty_json *node;
};

struct gty_network_resources {
    struct gty_number class_id; // of net_cls
    struct gty_interface_priority *priorities;
    size_t priority_count;
    const struct gty_json *node;
};

struct gty_rdma_limit {
    struct gty_text device;
    struct gty_number handles, objects;
    const struct gty_json *node;
};

struct gty_resources {
    struct gty_device_rule *devices;
    size_t device_count;
    struct gty_number memory_limit, memory_reservation, memory_swap, memory_swappiness;
    struct gty_number memory_kernel, memory_kernel_tcp; // without effect
    bool memory_disable_oom_killer, memory_use_hierarchy, memory_check_before_update;
    struct gty_number cpu_shares, cpu_quota, cpu_period, cpu_burst, cpu_idle, cpu_realtime_runtime, cpu_realtime_period;
    struct gty_text cpu_cpus, cpu_mems;
    struct gty_number pids_limit;
    struct gty_block_io block_io;
    struct gty_hugepage_limit *hugepage_limits;
    size_t hugepage_limit_count;
    struct gty_network_resources network;
    struct gty_rdma_limit *rdma;
    size_t rdma_count;
    struct gty_pairs unified; // files of cgroup v2 and what is written into them
    const struct gty_json *node, *devices_node, *memory_node, *cpu_node, *cpu_cpus_node, *cpu_mems_node, *pids_node,
        *hugepage_limits_node, *rdma_node, *unified_node;
};

struct gty_seccomp_arg {
    struct gty_number index, value, value_two;
    struct gty_choice op; // enum gty_seccomp_op of tables/seccomp.h
    const struct gty_json *node;
};

struct gty_seccomp_rule {
    struct gty_texts names;
    struct gty_choice action; // as seccomp.default_action
    struct gty_number errno_ret;
    struct gty_seccomp_arg *args;
    size_t arg_count;
    const struct gty_json *node, *names_node, *args_node;
};

struct gty_seccomp {
    struct gty_choice default_action; // SECCOMP_RET_* of Linux
    struct gty_number default_errno_ret;
    struct gty_choices architectures; // AUDIT_ARCH_*, as libseccomp numbers them
    struct gty_choices flags;         // SECCOMP_FILTER_FLAG_*
    struct gty_text listener_path, listener_metadata;
    struct gty_seccomp_rule *rules;
    size_t rule_count;
    const struct gty_json *node, *architectures_node, *flags_node, *listener_path_node, *listener_metadata_node,
        *rules_node;
};

struct gty_intel_rdt {
    struct gty_text clos_id, l3_cache_schema, mem_bw_schema;
    struct gty_texts schemata;
    bool enable_monitoring, enable_cmt, enable_mbm; // the last two are those before 1.3
    const struct gty_json *node, *clos_id_node, *l3_cache_schema_node, *mem_bw_schema_node, *schemata_node,
        *enable_monitoring_node;
};

struct gty_personality {
    struct gty_choice domain; // PER_* of Linux
    struct gty_texts flags;   // none is known
    const struct gty_json *node, *flags_node;
};

struct gty_memory_policy {    // set_mempolicy(2)
    struct gty_choice mode;   // MPOL_* of Linux
    struct gty_text nodes;    // a list of numbers and ranges
    struct gty_choices flags; // MPOL_F_*
    const struct gty_json *node, *nodes_node, *flags_node;
};

struct gty_net_device {
    struct gty_text host_name;
    struct gty_text name; // in the container; empty: the same
    const struct gty_json *node, *name_node;
};

// libcontainer's: an interface that is made with the container. OCI configs have none.
struct gty_network {
    struct gty_text type, name, bridge, mac_address, address, gateway, ipv6_address, ipv6_gateway, host_interface_name;
    struct gty_number mtu, txqueuelen;
    bool hairpin_mode;
    const struct gty_json *node;
};

struct gty_route {
    struct gty_text destination, source, gateway, interface_name;
    const struct gty_json *node;
};

// A property that came into the runtime spec after 1.0.
struct gty_later {
    const struct gty_json *node;
    uint8_t since; // enum gty_spec_version
    struct gty_later *next;
};

struct gty_config {
    struct gty_later *later; // those of the document, the last one first
    struct gty_text oci_version;
    struct gty_text root_path; // as written: gty_rootfs_path reads it
    bool root_present, root_readonly;
    struct gty_text hostname, domainname;
    struct gty_process process;
    struct gty_mount *mounts;
    size_t mount_count;
    struct gty_hooks hooks[6]; // by enum gty_hook_kind of bootstrap.h
    struct gty_pairs annotations;
    bool linux_present;
    struct gty_namespace namespaces[GTY_NS_COUNT];
    struct gty_namespace_entry *namespace_list; // in the document's order, with those that are reported
    size_t namespace_count;
    struct gty_idmaps uid_mappings, gid_mappings;
    struct gty_device *devices;
    size_t device_count;
    struct gty_text cgroups_path;
    struct gty_resources resources;
    struct gty_texts masked_paths, readonly_paths; // clean and absolute
    struct gty_pairs sysctl;
    struct gty_choice rootfs_propagation; // MS_* of Linux
    struct gty_time_offset time_monotonic, time_boottime;
    struct gty_seccomp seccomp;
    struct gty_text mount_label;
    struct gty_intel_rdt intel_rdt;
    struct gty_personality personality;
    struct gty_memory_policy memory_policy;
    struct gty_net_device *net_devices;
    size_t net_device_count;
    // Only libcontainer's own config has these.
    struct gty_network *networks;
    size_t network_count;
    struct gty_route *routes;
    size_t route_count;
    const struct gty_json *document, *oci_version_node, *root_node, *root_path_node, *mounts_node, *hooks_node,
        *annotations_node, *linux_node, *namespaces_node, *uid_mappings_node, *gid_mappings_node, *time_offsets_node,
        *devices_node, *cgroups_path_node, *sysctl_node, *masked_node, *readonly_node, *propagation_node,
        *mount_label_node, *net_devices_node, *hostname_node, *domainname_node, *networks_node, *routes_node;
};

// Documents of their own.
struct gty_state { // what `state` prints
    struct gty_text oci_version, id, status, bundle;
    struct gty_number pid;
    struct gty_pairs annotations;
    const struct gty_json *node;
};

struct gty_features { // what `features` prints
    struct gty_text oci_version_min, oci_version_max;
    struct gty_texts hooks, mount_options, unsafe_annotations, namespaces, capabilities;
    struct gty_pairs annotations;
    bool cgroup_v1, cgroup_v2, systemd, systemd_user, rdma;
    bool seccomp, apparmor, selinux, intel_rdt, intel_rdt_schemata, intel_rdt_monitoring, idmap, net_devices;
    struct gty_texts seccomp_actions, seccomp_operators, seccomp_architectures, seccomp_known_flags,
        seccomp_supported_flags, memory_policy_modes, memory_policy_flags;
    const struct gty_json *node, *linux_node, *cgroup_node, *seccomp_node, *apparmor_node, *selinux_node,
        *intel_rdt_node, *memory_policy_node, *mount_extensions_node, *idmap_node, *net_devices_node;
};

#endif
