#pragma once

#include <semaphore.h>
#include <stdint.h>

#include "CPOSIXEpoll.h"
#include "CPOSIXUDP.h"
#include "CPOSIXUDPBatch.h"
#include "ChildProcess.h"

/// Sets the kernel's name of the calling thread (at most 15 bytes are kept).
void cposix_set_thread_name(const char *name);

/// Gives back the memory of the calling thread's stack that is not in use now. Costs two system calls, and a page fault for
/// each page that is used again.
void cposix_release_unused_stack(void);

/// Limits how many parts malloc divides the heap into. To be called before other threads are there: each has its part by then.
void cposix_limit_malloc_arenas(int count);

/// A semaphore of this process; posting neither blocks nor allocates. `sem_t` itself does not import into Swift.
typedef struct {
    sem_t value;
} cposix_semaphore;

/// Makes a semaphore with the count 0 in `semaphore`.
void cposix_semaphore_make(cposix_semaphore *semaphore);
void cposix_semaphore_destroy(cposix_semaphore *semaphore);
void cposix_semaphore_post(cposix_semaphore *semaphore);
/// Waits, also across interrupting signals.
void cposix_semaphore_wait(cposix_semaphore *semaphore);

/// Nanoseconds of CLOCK_MONOTONIC.
int64_t cposix_monotonic_ns(void);
/// Sleeps until CLOCK_MONOTONIC reads `deadline_ns`, also across interrupting signals.
void cposix_sleep_until_ns(int64_t deadline_ns);
/// Asks for the real-time round-robin class at `priority`. Returns 0 or an errno value (EPERM without the privilege).
int cposix_set_realtime(int priority);

/// Accepts a connection, not blocking and not inherited by child processes. -1 and errno like accept(2).
int cposix_accept(int listener);

/// A descriptor that poll(2) finds readable once something was written to it (eventfd), not inherited. -1 and errno.
int cposix_make_wakeup(void);

/// Has the cache line at `address` brought near, to be read soon. Any address may be given.
static inline void cposix_prefetch(const void *address) { __builtin_prefetch(address, 0, 3); }
