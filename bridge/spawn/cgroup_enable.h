// SPDX-License-Identifier: Apache-2.0
//
// Enabling the controllers of cgroup v2 for the cgroups in a directory.
//
// The kernel lets nobody enable memory or io in a cgroup that has processes; but it lets cpu, cpuset and pids be
// enabled there, at a price: the cgroup becomes "domain threaded", all cgroups in it "domain invalid", and no process
// can be put into those (EOPNOTSUPP) until the controllers are disabled again. Only the root of the hierarchy may have
// both. So the cgroup is looked at first. What has been enabled elsewhere stays, also when the start fails later:
// another start may count on it from that moment.
#ifndef GANTRY_CGROUP_ENABLE_H
#define GANTRY_CGROUP_ENABLE_H

#include "failure.h"
#include "launch.h"

// Says whether a step would fail, where its directory exists by now; changes nothing. Returns 0 or -1.
int gty_cgroup_enable_check(const struct gty_cgroup_step *step, struct gty_failure *failure);

// Carries the step out. Returns 0 or -1.
int gty_cgroup_enable(const struct gty_cgroup_step *step, struct gty_failure *failure);

#endif
