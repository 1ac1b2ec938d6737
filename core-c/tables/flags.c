// SPDX-License-Identifier: Apache-2.0
//
// Flags of namespaces and mounts.
#include "tables/kernel.h"
#include "tables/words.h"

const struct gty_word gty_clone_words[] = {
    {GTY_CLONE_NEWNS, "NEWNS"},         {GTY_CLONE_NEWUTS, "NEWUTS"},   {GTY_CLONE_NEWIPC, "NEWIPC"},
    {GTY_CLONE_NEWUSER, "NEWUSER"},     {GTY_CLONE_NEWPID, "NEWPID"},   {GTY_CLONE_NEWNET, "NEWNET"},
    {GTY_CLONE_NEWCGROUP, "NEWCGROUP"}, {GTY_CLONE_NEWTIME, "NEWTIME"}, {0, NULL},
};

const struct gty_word gty_mount_attr_words[] = {
    {GTY_ATTR_RDONLY, "RDONLY"},
    {GTY_ATTR_NOSUID, "NOSUID"},
    {GTY_ATTR_NODEV, "NODEV"},
    {GTY_ATTR_NOEXEC, "NOEXEC"},
    {GTY_ATTR_ATIME, "ATIME"},
    {GTY_ATTR_NOATIME, "NOATIME"},
    {GTY_ATTR_STRICTATIME, "STRICTATIME"},
    {GTY_ATTR_NODIRATIME, "NODIRATIME"},
    {GTY_ATTR_NOSYMFOLLOW, "NOSYMFOLLOW"},
    {0, NULL},
};

const struct gty_word gty_propagation_words[] = {
    {GTY_MS_UNBINDABLE, "UNBINDABLE"}, {GTY_MS_PRIVATE, "PRIVATE"}, {GTY_MS_SLAVE, "SLAVE"},
    {GTY_MS_SHARED, "SHARED"},         {GTY_MS_REC, "REC"},         {0, NULL},
};
