// SPDX-License-Identifier: Apache-2.0
#include "tables/advice.h"

#include <stddef.h>

const char *const gty_engine_sockets[] = {
    "docker.sock",  "containerd.sock", "podman.sock",      "crio.sock",         "buildkitd.sock", "lxd.socket",
    "incus.socket", "dockershim.sock", "cri-dockerd.sock", "system_bus_socket", "kubelet.sock",   NULL,
};

const char *const gty_strong_capabilities[] = {
    "CAP_SYS_ADMIN",
    "CAP_SYS_MODULE",
    "CAP_SYS_RAWIO",
    "CAP_SYS_PTRACE",
    "CAP_SYS_BOOT",
    "CAP_SYS_TIME",
    "CAP_NET_ADMIN",
    "CAP_BPF",
    "CAP_PERFMON",
    "CAP_SYSLOG",
    "CAP_DAC_READ_SEARCH",
    "CAP_MAC_ADMIN",
    "CAP_MAC_OVERRIDE",
    "CAP_AUDIT_CONTROL",
    "CAP_LINUX_IMMUTABLE",
    "CAP_CHECKPOINT_RESTORE",
    NULL,
};

const char *const gty_usual_masked_paths[] = {
    "/proc/acpi",
    "/proc/asound",
    "/proc/kcore",
    "/proc/keys",
    "/proc/latency_stats",
    "/proc/timer_list",
    "/proc/timer_stats",
    "/proc/sched_debug",
    "/proc/scsi",
    "/sys/firmware",
    NULL,
};

const char *const gty_usual_readonly_paths[] = {
    "/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger", NULL,
};

const char *const gty_memory_devices[] = {"/dev/mem", "/dev/kmem", "/dev/port", "/dev/kmsg", NULL};

const struct gty_host_path gty_host_paths[] = {
    {"/", false},
    {"/proc", true},
    {"/sys", true},
    {"/dev", false},
    {"/etc", false},
    {"/root", true},
    {"/boot", true},
    {"/run", false},
    {"/var/run", false},
    {"/var", false},
    {"/var/lib", false},
    {"/usr", true},
    {"/bin", true},
    {"/sbin", true},
    {"/lib", true},
    {"/lib64", true},
    {"/home", false},
    {"/var/lib/docker", false},
    {"/var/lib/containerd", false},
    {"/var/lib/containers", false},
    {"/var/lib/kubelet", false},
    {"/var/log", false},
    {"/var/spool/cron", true},
    {"/etc/cron.d", true},
    {"/etc/systemd", true},
    {"/etc/ssh", true},
    {NULL, false},
};
