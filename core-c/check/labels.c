// SPDX-License-Identifier: Apache-2.0
//
// AppArmor profile and SELinux labels against the security modules of the host
#include "check/areas.h"

void gty_check_labels(const struct gty_checker *checker) {
    const struct gty_config *config = checker->config;
    const struct gty_process *process = &config->process;
    if (process->apparmor_profile.length && checker->host->apparmor == GTY_NO)
        gty_find(checker->diagnostics, GTY_RULE_APPARMOR_HOST, process->apparmor_node, "remove it",
                 "apparmorProfile is specified, but this host has no AppArmor");
    if (process->selinux_label.length && checker->host->selinux == GTY_NO)
        gty_find(checker->diagnostics, GTY_RULE_SELINUX_HOST, process->selinux_node, "remove it",
                 "selinux label is specified in config, but selinux is disabled or not supported");
    if (config->mount_label.length && checker->host->selinux == GTY_NO)
        gty_find(checker->diagnostics, GTY_RULE_MOUNT_LABEL_HOST, config->mount_label_node, "remove it",
                 "mountLabel is specified, but SELinux is disabled or not supported");
}
