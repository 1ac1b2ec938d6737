// SPDX-License-Identifier: Apache-2.0
#include "orphans.h"

#include <cerrno>
#include <csignal>
#include <cstdint>
#include <pthread.h>
#include <sys/epoll.h>
#include <sys/wait.h>
#include <unistd.h>

namespace gantry {
namespace {

int orphans = -1; // an epoll of pidfds

void *reapAll(void *) {
    for (;;) {
        epoll_event ended;
        if (epoll_wait(orphans, &ended, 1, -1) < 1) continue;
        siginfo_t status = {};
        int pidfd = ended.data.fd;
        // A tracer is told of the end first: until it has listened nothing is to be reaped.
        int result = waitid(P_PIDFD, static_cast<id_t>(pidfd), &status, WEXITED | WNOHANG);
        if (result == 0 && status.si_pid == 0)
            usleep(1000);
        else if (result == 0 || errno != EINTR)
            close(pidfd);
    }
}

// One thread for all, from when there is the first. It ends with the process.
void start() {
    sigset_t all, before;
    pthread_t thread;
    pthread_attr_t detached;
    orphans = epoll_create1(EPOLL_CLOEXEC);
    if (orphans < 0) return;
    // Handlers are Node's, and its threads' matter.
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    pthread_attr_init(&detached);
    pthread_attr_setdetachstate(&detached, PTHREAD_CREATE_DETACHED);
    pthread_attr_setstacksize(&detached, 128 * 1024);
    if (pthread_create(&thread, &detached, reapAll, nullptr) != 0) {
        close(orphans);
        orphans = -1;
    }
    pthread_attr_destroy(&detached);
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

pthread_once_t once = PTHREAD_ONCE_INIT;

} // namespace

bool isChild(int fd) {
    siginfo_t status;
    return waitid(P_PIDFD, static_cast<id_t>(fd), &status, WEXITED | WNOHANG | WNOWAIT) == 0;
}

void reapLater(int pidfd) {
    pthread_once(&once, start);
    epoll_event ended = {};
    ended.events = EPOLLIN;
    ended.data.fd = pidfd;
    if (orphans < 0 || epoll_ctl(orphans, EPOLL_CTL_ADD, pidfd, &ended) < 0) close(pidfd);
}

} // namespace gantry
