// SPDX-License-Identifier: Apache-2.0
//
// mounts[].uidMappings and gidMappings, and the options idmap and ridmap
#include "check/mount_parts.h"

void gty_check_id_mapped_mount(const struct gty_checker *checker, const struct gty_mount *mount,
                               const struct gty_mount_request *request) {
    const struct gty_idmaps *uids = &mount->uid_mappings, *gids = &mount->gid_mappings;
    if (!request->idmap && !uids->count && !gids->count) return;
    const struct gty_json *node = uids->count   ? mount->uid_mappings_node
                                  : gids->count ? mount->gid_mappings_node
                                                : gty_at(mount->node, "options");
    gty_check_mapping_list(checker, uids);
    gty_check_mapping_list(checker, gids);
    if (!request->bind)
        gty_find(checker->diagnostics, GTY_RULE_IDMAP_BIND, node, "add the option bind or rbind",
                 "id-mapped mounts are only supported for bind-mounts");
    if (checker->options->rootless)
        gty_find(checker->diagnostics, GTY_RULE_IDMAP_ROOTLESS, node, NULL,
                 "id-mapped mounts are not supported for rootless containers");
    if (!uids->count != !gids->count) {
        gty_find(checker->diagnostics, GTY_RULE_IDMAP_BOTH, node, "write uidMappings and gidMappings",
                 "id-mapped mounts must have both uid and gid mappings specified");
    } else if (!uids->count && !gty_has(checker, GTY_NS_USER)) {
        struct gty_diagnostic *finding =
            gty_find(checker->diagnostics, GTY_RULE_IDMAP_MAPPINGS, node,
                     "write uidMappings and gidMappings, or give the container a user namespace",
                     "an id-mapped mount without mappings takes those of the user namespace, and there is none");
        gty_relate_namespace(checker, finding, GTY_NS_USER);
    }
    if (uids->count && gids->count && !request->idmap)
        gty_find(checker->diagnostics, GTY_RULE_IDMAP_OPTION, node, "add the option idmap or ridmap",
                 "runtimes that know no id-mapped mounts ignore the mappings where no option asks for them");
}
