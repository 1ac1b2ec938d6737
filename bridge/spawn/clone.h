// SPDX-License-Identifier: Apache-2.0
//
// clone3 with a function for the child: glibc exports no wrapper for it.
#ifndef GANTRY_CLONE_H
#define GANTRY_CLONE_H

#include <linux/sched.h>

// Calls `function(argument)` in the child on the stack that `arguments` names; it must not return. `arguments` must
// have CLONE_VM and CLONE_VFORK, which is why the child may use the parent's thread-local storage. Returns the child's
// pid, or a negative errno.
long gty_clone(struct clone_args *arguments, void (*function)(void *), void *argument);

#endif
