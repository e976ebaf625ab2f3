#define _GNU_SOURCE
#include "CPOSIX.h"

#include <errno.h>
#include <malloc.h>
#include <pthread.h>
#include <sched.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

void cposix_set_thread_name(const char *name) {
    char kept[16] = {0};
    strncpy(kept, name, sizeof(kept) - 1);
    pthread_setname_np(pthread_self(), kept);
}

void cposix_release_unused_stack(void) {
    pthread_attr_t attributes;
    if (pthread_getattr_np(pthread_self(), &attributes) != 0) return;
    void *lowest = NULL;
    size_t size = 0;
    pthread_attr_getstack(&attributes, &lowest, &size);
    pthread_attr_destroy(&attributes);
    // A whole page below this frame stays, for the calls that are made here.
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
    uintptr_t end = ((uintptr_t)__builtin_frame_address(0) & ~(page - 1)) - page;
    if (lowest != NULL && end > (uintptr_t)lowest) madvise(lowest, end - (uintptr_t)lowest, MADV_DONTNEED);
}

void cposix_limit_malloc_arenas(int count) {
    mallopt(M_ARENA_MAX, count);
}

void cposix_semaphore_make(cposix_semaphore *semaphore) {
    sem_init(&semaphore->value, 0, 0);
}

void cposix_semaphore_destroy(cposix_semaphore *semaphore) {
    sem_destroy(&semaphore->value);
}

void cposix_semaphore_post(cposix_semaphore *semaphore) {
    sem_post(&semaphore->value);
}

void cposix_semaphore_wait(cposix_semaphore *semaphore) {
    while (sem_wait(&semaphore->value) != 0 && errno == EINTR) {
    }
}

int64_t cposix_monotonic_ns(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

void cposix_sleep_until_ns(int64_t deadline_ns) {
    struct timespec deadline = {.tv_sec = deadline_ns / 1000000000, .tv_nsec = deadline_ns % 1000000000};
    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &deadline, NULL) == EINTR) {
    }
}

int cposix_set_realtime(int priority) {
    struct sched_param parameters = {.sched_priority = priority};
    return pthread_setschedparam(pthread_self(), SCHED_RR, &parameters);
}

int cposix_accept(int listener) {
    return accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
}

int cposix_make_wakeup(void) {
    return eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
}
