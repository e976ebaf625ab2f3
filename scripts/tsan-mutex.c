// ThreadSanitizer doesn't see into Swift's own libraries: of Synchronization.Mutex it sees the uncontended path, which the compiler
// inlines, and not the contended one, and so takes every value that is handed over under contention for a race. Preloaded, this tells
// it: whoever comes out of the waiting path has acquired what the one who went through the waking path released.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdint.h>

#define SLOW_LOCK "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define SLOW_TRY "$s15Synchronization12_MutexHandleV12_tryLockSlowSbyF"
#define SLOW_UNLOCK "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"
#define SWIFT __attribute__((swiftcall))
#define SELF __attribute__((swift_context)) void *

void __tsan_acquire(void *) __attribute__((weak));
void __tsan_release(void *) __attribute__((weak));

SWIFT void lock_slow(uint32_t thread, SELF self) __asm__(SLOW_LOCK);
SWIFT _Bool try_lock_slow(SELF self) __asm__(SLOW_TRY);
SWIFT void unlock_slow(SELF self) __asm__(SLOW_UNLOCK);

SWIFT void lock_slow(uint32_t thread, SELF self) {
    SWIFT void (*next)(uint32_t, SELF) = dlsym(RTLD_NEXT, SLOW_LOCK);
    next(thread, self);
    if (__tsan_acquire) __tsan_acquire(self);
}

SWIFT _Bool try_lock_slow(SELF self) {
    SWIFT _Bool (*next)(SELF) = dlsym(RTLD_NEXT, SLOW_TRY);
    _Bool locked = next(self);
    if (locked && __tsan_acquire) __tsan_acquire(self);
    return locked;
}

SWIFT void unlock_slow(SELF self) {
    SWIFT void (*next)(SELF) = dlsym(RTLD_NEXT, SLOW_UNLOCK);
    if (__tsan_release) __tsan_release(self);
    next(self);
}
