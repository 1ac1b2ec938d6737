// SPDX-License-Identifier: Apache-2.0
//
// The document itself. Zero values are unset, as Go's JSON writes them where nothing was said.
#include "front/libcontainer/libcontainer.h"

#include "front/libcontainer/parts.h"
#include "model/shapes.h"

// ---- lists ----------------------------------------------------------------------------------------------------------

static const struct gty_rename id_rows[] = {
    {"container_id", gty_move, "containerID", NULL},
    {"host_id", gty_move, "hostID", NULL},
    {"size", gty_move, "size", NULL},
};
const struct gty_elements gty_libcontainer_ids = {GTY_RENAMES(id_rows), NULL};

static const struct gty_rename namespace_rows[] = {
    {"type", gty_move_name, "type", gty_libcontainer_namespaces},
    {"path", gty_move_set, "path", NULL},
};
static const struct gty_elements namespace_elements = {GTY_RENAMES(namespace_rows), NULL};

// Libcontainer 1.x: an object of names and true.
static void move_namespaces(struct gty_translator *translator, const struct gty_rename *row,
                            const struct gty_json *value, struct gty_json *into) {
    struct gty_arena *arena = translator->reader.arena;
    if (value->type != GTY_JSON_OBJECT) {
        const struct gty_rename list = {row->name, gty_move_list, row->to, &namespace_elements};
        gty_move_list(translator, &list, value, into);
        return;
    }
    struct gty_tree_end end = {.container = gty_tree_new(arena, GTY_JSON_ARRAY, value)};
    for (const struct gty_json *member = value->first; member; member = member->next) {
        if (member->type != GTY_JSON_NULL && !gty_read_type(&translator->reader, member, GTY_JSON_BOOL)) continue;
        if (!member->boolean) continue;
        struct gty_json *made = gty_tree_new(arena, GTY_JSON_OBJECT, member);
        const struct gty_name_pair *pair = gty_libcontainer_namespaces;
        while (pair->from && !gty_text_is(member->key, pair->from)) pair++;
        if (!pair->from) {
            gty_report_unknown(translator, gty_tree_text(arena, member->key, member), NULL);
            continue;
        }
        gty_set(translator, made, "type", gty_make_text(translator, pair->to, member), member);
        gty_tree_add(&end, GTY_TEXT(""), made);
    }
    if (end.last) gty_set(translator, into, row->to, end.container, value);
}

// RLIMIT_CPU is 0, and zeros may be left out.
static void finish_rlimit(struct gty_translator *translator, const struct gty_json *element, struct gty_json *made) {
    static const char *const names[] = {"soft", "hard"};
    if (!gty_member_of(element, "type"))
        gty_set(translator, made, "type", gty_make_text(translator, "RLIMIT_CPU", element), element);
    for (size_t i = 0; i < 2; i++)
        if (!gty_json_member(made, names[i]))
            gty_set(translator, made, names[i], gty_tree_number(translator->reader.arena, 0, element), element);
}

static const struct gty_rename rlimit_rows[] = {
    {"type", gty_move_word, "type", gty_rlimit_words},
    {"hard", gty_move, "hard", NULL},
    {"soft", gty_move, "soft", NULL},
};
static const struct gty_elements rlimit_elements = {GTY_RENAMES(rlimit_rows), finish_rlimit};

// ---- parts ----------------------------------------------------------------------------------------------------------

// Written without tags, hence Go's own names.
static const struct gty_rename capability_rows[] = {
    {"Bounding", gty_move, "process.capabilities.bounding", NULL},
    {"Effective", gty_move, "process.capabilities.effective", NULL},
    {"Inheritable", gty_move, "process.capabilities.inheritable", NULL},
    {"Permitted", gty_move, "process.capabilities.permitted", NULL},
    {"Ambient", gty_move, "process.capabilities.ambient", NULL},
};
static const struct gty_renames capability_table = GTY_RENAMES(capability_rows);

static void move_capabilities(struct gty_translator *translator, const struct gty_rename *row,
                              const struct gty_json *value, struct gty_json *into) {
    if (value->type == GTY_JSON_OBJECT)
        gty_translate(translator, &capability_table, value, into);
    else
        gty_move_capabilities(translator, row, value, into);
}

static const struct gty_rename rdt_rows[] = {
    {"closID", gty_move_set, "linux.intelRdt.closID", NULL},
    {"schemata", gty_move_set, "linux.intelRdt.schemata", NULL},
    {"l3_cache_schema", gty_move_set, "linux.intelRdt.l3CacheSchema", NULL},
    {"memBwSchema", gty_move_set, "linux.intelRdt.memBwSchema", NULL},
    {"enableMonitoring", gty_move_set, "linux.intelRdt.enableMonitoring", NULL},
};
static const struct gty_renames rdt_table = GTY_RENAMES(rdt_rows);

static const struct gty_rename personality_rows[] = {
    {"domain", gty_move_word, "linux.personality.domain", gty_personality_domain_words},
};
static const struct gty_renames personality_table = GTY_RENAMES(personality_rows);

static void move_private(struct gty_translator *translator, const struct gty_rename *row, const struct gty_json *value,
                         struct gty_json *into) {
    if (gty_read_type(&translator->reader, value, GTY_JSON_BOOL) && value->boolean)
        gty_set(translator, into, row->to, gty_make_text(translator, "rprivate", value), value);
}

// The version of the runtime spec that the config came from.
static void move_version(struct gty_translator *translator, const struct gty_rename *row, const struct gty_json *value,
                         struct gty_json *into) {
    struct gty_text version;
    if (gty_read_text(&translator->reader, value, &version) && gty_text_starts(version, "1."))
        gty_move(translator, row, value, into);
}

// ---- options of runtimes, and networks ------------------------------------------------------------------------------

static void keep_no_pivot(struct gty_translator *translator, const struct gty_rename *row, const struct gty_json *value,
                          struct gty_json *into) {
    struct gty_source *source = translator->state;
    (void)row, (void)into;
    if (gty_read_type(&translator->reader, value, GTY_JSON_BOOL) && value->boolean) source->no_pivot = value;
}

static void keep_no_new_keyring(struct gty_translator *translator, const struct gty_rename *row,
                                const struct gty_json *value, struct gty_json *into) {
    struct gty_source *source = translator->state;
    (void)row, (void)into;
    if (gty_read_type(&translator->reader, value, GTY_JSON_BOOL) && value->boolean) source->no_new_keyring = value;
}

static void keep_networks(struct gty_translator *translator, const struct gty_rename *row, const struct gty_json *value,
                          struct gty_json *into) {
    struct gty_source *source = translator->state;
    (void)row, (void)into;
    if (gty_read_type(&translator->reader, value, GTY_JSON_ARRAY)) source->networks = value;
}

static void keep_routes(struct gty_translator *translator, const struct gty_rename *row, const struct gty_json *value,
                        struct gty_json *into) {
    struct gty_source *source = translator->state;
    (void)row, (void)into;
    if (gty_read_type(&translator->reader, value, GTY_JSON_ARRAY)) source->routes = value;
}

// ---- the whole ------------------------------------------------------------------------------------------------------

static const struct gty_rename rows[] = {
    {"no_pivot_root", keep_no_pivot, NULL, NULL},
    {"parent_death_signal", gty_move_lost, NULL, NULL},
    {"pivot_dir", gty_move_none, NULL, NULL}, // where the old root went for a moment
    {"rootfs", gty_move, "root.path", NULL},
    {"umask", gty_move, "process.user.umask", NULL},
    {"readonlyfs", gty_move_set, "root.readonly", NULL},
    {"privatefs", move_private, "linux.rootfsPropagation", NULL},
    {"rootPropagation", gty_move_word, "linux.rootfsPropagation", gty_propagation_name_words},
    {"mounts", gty_move_list, "mounts", &gty_libcontainer_mounts},
    {"devices", gty_move_devices, "linux.devices", NULL},
    {"netDevices", gty_move_set, "linux.netDevices", NULL},
    {"mount_label", gty_move_set, "linux.mountLabel", NULL},
    {"hostname", gty_move_set, "hostname", NULL},
    {"domainname", gty_move_set, "domainname", NULL},
    {"namespaces", move_namespaces, "linux.namespaces", NULL},
    {"capabilities", move_capabilities, "process.capabilities", NULL},
    {"networks", keep_networks, NULL, NULL},
    {"routes", keep_routes, NULL, NULL},
    {"cgroups", gty_move_cgroups, NULL, NULL},
    {"apparmor_profile", gty_move_set, "process.apparmorProfile", NULL},
    {"process_label", gty_move_set, "process.selinuxLabel", NULL},
    {"rlimits", gty_move_list, "process.rlimits", &rlimit_elements},
    {"oom_score_adj", gty_move, "process.oomScoreAdj", NULL},
    {"additional_groups", gty_move_groups, "process.user.additionalGids", NULL},
    {"uid_mappings", gty_move_list, "linux.uidMappings", &gty_libcontainer_ids},
    {"gid_mappings", gty_move_list, "linux.gidMappings", &gty_libcontainer_ids},
    {"mask_paths", gty_move_set, "linux.maskedPaths", NULL},
    {"readonly_paths", gty_move_set, "linux.readonlyPaths", NULL},
    {"sysctl", gty_move_set, "linux.sysctl", NULL},
    {"system_properties", gty_move_set, "linux.sysctl", NULL}, // its name before runc
    {"seccomp", gty_move_seccomp, "linux.seccomp", NULL},
    {"no_new_privileges", gty_move_set, "process.noNewPrivileges", NULL},
    {"Hooks", gty_move_part, NULL, &gty_libcontainer_hooks},
    {"version", move_version, "ociVersion", NULL},
    {"labels", gty_move_labels, "annotations", NULL},
    {"no_new_keyring", keep_no_new_keyring, NULL, NULL},
    {"intel_rdt", gty_move_part, NULL, &rdt_table},
    {"memory_policy", gty_move_memory_policy, "linux.memoryPolicy", NULL},
    {"rootless_euid", gty_move_lost, NULL, "it is the user who starts the container"},
    {"rootless_cgroups", gty_move_lost, NULL, "it is the option --rootless of runtimes"},
    {"time_offsets", gty_move_set, "linux.timeOffsets", NULL},
    {"scheduler", gty_move, "process.scheduler", NULL},
    {"personality", gty_move_part, NULL, &personality_table},
    {"io_priority", gty_move, "process.ioPriority", NULL},
    {"exec_cpu_affinity", gty_move_part, NULL, &gty_libcontainer_affinity},
    // libcontainer 1.x
    {"root_fs", gty_move, "root.path", NULL},
    {"mount_config", gty_move_mount_config, NULL, NULL},
    {"user", gty_move_user, "process.user", NULL},
    {"working_dir", gty_move_set, "process.cwd", NULL},
    {"environment", gty_move_set, "process.env", NULL},
    {"tty", gty_move_set, "process.terminal", NULL},
    {"ipc", gty_move_none, NULL, NULL}, // when the namespaces are there
    {"restrict_sys", gty_move_restrict_sys, "linux", NULL},
};
static const struct gty_renames table = GTY_RENAMES(rows);

void gty_libcontainer_translate(struct gty_arena *arena, struct gty_diagnostics *diagnostics, struct gty_json *document,
                                struct gty_source *source) {
    source->config = document; // for the reader to say what is due, if it is no object
    if (document->type != GTY_JSON_OBJECT) return;
    struct gty_json *out = gty_tree_new(arena, GTY_JSON_OBJECT, document);
    struct gty_translator translator = {
        .reader = {.arena = arena, .diagnostics = diagnostics}, .target = GTY_OCI_CONFIG, .out = out, .state = source};
    gty_set(&translator, out, "ociVersion", gty_make_text(&translator, GTY_OCI_VERSION, document), document);
    // Libcontainer's caller says what is run where as whom; this is what it does if nothing is said.
    gty_set(&translator, out, "process.cwd", gty_make_text(&translator, "/", document), document);
    gty_set(&translator, out, "process.user.uid", gty_tree_number(arena, 0, document), document);
    gty_set(&translator, out, "process.user.gid", gty_tree_number(arena, 0, document), document);
    gty_translate(&translator, &table, document, out);
    const struct gty_json *cgroups = gty_member_of(document, "cgroups"), *ipc = gty_member_of(document, "ipc");
    if (ipc) gty_add_ipc_path(&translator, ipc);
    if (cgroups) gty_move_device_rules(&translator, cgroups);
    if (out) source->config = out;
}

static void read_network(struct gty_reader *reader, const struct gty_json *node, void *target) {
    gty_read_clear(&gty_shape_network, target);
    gty_read_object(reader, node, &gty_shape_network, target);
}

static void read_route(struct gty_reader *reader, const struct gty_json *node, void *target) {
    gty_read_clear(&gty_shape_route, target);
    gty_read_object(reader, node, &gty_shape_route, target);
}

void gty_libcontainer_read_network(struct gty_arena *arena, struct gty_diagnostics *diagnostics,
                                   const struct gty_source *source, struct gty_config *config) {
    struct gty_reader reader = {
        .arena = arena, .diagnostics = diagnostics, .unknown = GTY_RULE_PROPERTY_UNKNOWN, .any_case = true};
    config->networks_node = source->networks;
    config->routes_node = source->routes;
    if (source->networks)
        config->networks =
            gty_read_array(&reader, source->networks, sizeof *config->networks, read_network, &config->network_count);
    if (source->routes)
        config->routes =
            gty_read_array(&reader, source->routes, sizeof *config->routes, read_route, &config->route_count);
}

void gty_libcontainer_set_program(struct gty_arena *arena, struct gty_source *source, const struct gty_text *args,
                                  size_t count) {
    struct gty_json *process = gty_tree_get(source->config, "process");
    struct gty_tree_end end = {.container = gty_tree_new(arena, GTY_JSON_ARRAY, source->config)};
    for (size_t i = 0; i < count; i++) gty_tree_add(&end, GTY_TEXT(""), gty_tree_text(arena, args[i], source->config));
    gty_tree_set(arena, process, "args", end.container, source->config);
}
