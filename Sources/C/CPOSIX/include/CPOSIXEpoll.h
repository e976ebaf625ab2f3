#pragma once

#include <stdint.h>

// epoll(7), whose packed union of an event type does not import into Swift.

enum { cposix_readable = 1, cposix_writable = 2 };

/// What became of a descriptor: `tag` as it was given, `events` of `cposix_readable` and `cposix_writable`. Errors and
/// hang-ups count as readable, so that they are read out like data.
typedef struct {
    uint64_t tag;
    uint32_t events;
} cposix_ready;

/// Returns a descriptor that closes on exec, or -1.
int cposix_epoll_make(void);

/// Watches `descriptor` for `events` from now on, instead of what was asked before; 0 stops watching.
void cposix_epoll_watch(int epoll, int descriptor, uint32_t events, uint64_t tag);

/// Waits at most `milliseconds` (-1: without end) and returns how many of `ready` it filled; 0 also after a signal.
int cposix_epoll_wait(int epoll, cposix_ready *ready, int capacity, int milliseconds);
