// SPDX-License-Identifier: Apache-2.0
//
// Children of this process that nobody waits for any more, since the environment that started them has ended. They
// would stay zombies as long as the process lives.
#ifndef GANTRY_ADDON_ORPHANS_H
#define GANTRY_ADDON_ORPHANS_H

namespace gantry {

// True for the pidfd of a child of this process that has not been reaped.
bool isChild(int fd);
// Takes over the pidfd of a child: reaps it when it has ended, and closes the pidfd.
void reapLater(int pidfd);

} // namespace gantry

#endif
