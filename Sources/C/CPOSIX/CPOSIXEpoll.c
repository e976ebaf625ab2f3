#include "CPOSIXEpoll.h"

#include <errno.h>
#include <stddef.h>
#include <sys/epoll.h>

enum { most_events = 64 };

int cposix_epoll_make(void) {
    return epoll_create1(EPOLL_CLOEXEC);
}

void cposix_epoll_watch(int epoll, int descriptor, uint32_t events, uint64_t tag) {
    struct epoll_event event = {.data.u64 = tag};
    if (events & cposix_readable) event.events |= EPOLLIN;
    if (events & cposix_writable) event.events |= EPOLLOUT;
    if (events == 0) {
        (void)epoll_ctl(epoll, EPOLL_CTL_DEL, descriptor, NULL);
    } else if (epoll_ctl(epoll, EPOLL_CTL_MOD, descriptor, &event) != 0 && errno == ENOENT) {
        (void)epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event);
    }
}

int cposix_epoll_wait(int epoll, cposix_ready *ready, int capacity, int milliseconds) {
    struct epoll_event events[most_events];
    int count = epoll_wait(epoll, events, capacity < most_events ? capacity : most_events, milliseconds);
    for (int index = 0; index < count; index++) {
        uint32_t seen = events[index].events;
        ready[index].tag = events[index].data.u64;
        ready[index].events = (seen & (EPOLLIN | EPOLLERR | EPOLLHUP) ? cposix_readable : 0)
            | (seen & EPOLLOUT ? cposix_writable : 0);
    }
    return count < 0 ? 0 : count;
}
