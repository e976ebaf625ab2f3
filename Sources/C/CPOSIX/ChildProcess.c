#define _GNU_SOURCE
#include "ChildProcess.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

int cposix_pipe(int ends[2]) {
    if (pipe2(ends, O_CLOEXEC) != 0) return errno;
    for (int i = 0; i < 2; i++) {
        if (ends[i] > 2) continue;
        // A process that runs without standard descriptors must not hand one of these numbers on by accident.
        int moved = fcntl(ends[i], F_DUPFD_CLOEXEC, 3);
        if (moved < 0) {
            int code = errno;
            close(ends[0]);
            close(ends[1]);
            return code;
        }
        close(ends[i]);
        ends[i] = moved;
    }
    return 0;
}

void cposix_pipe_widen(int end, int bytes) {
    (void)!fcntl(end, F_SETPIPE_SZ, bytes);
}

static int prepare(posix_spawn_file_actions_t *actions, posix_spawnattr_t *attributes, const int standard[3],
                   int confined) {
    int code = 0;
    for (int i = 0; i < 3 && code == 0; i++) code = posix_spawn_file_actions_adddup2(actions, standard[i], i);
    if (code == 0) code = posix_spawn_file_actions_addclosefrom_np(actions, 3);
    if (code == 0 && confined) code = posix_spawn_file_actions_addchdir_np(actions, "/");

    sigset_t all, none;
    sigfillset(&all);
    sigemptyset(&none);
    if (code == 0) code = posix_spawnattr_setsigdefault(attributes, &all);
    if (code == 0) code = posix_spawnattr_setsigmask(attributes, &none);
    short flags = POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK;
    if (code == 0 && confined) {
        flags |= POSIX_SPAWN_SETPGROUP;
        code = posix_spawnattr_setpgroup(attributes, 0);
    }
    if (code == 0) code = posix_spawnattr_setflags(attributes, flags);
    return code;
}

int cposix_spawn(pid_t *child, const char *program, char *const arguments[], char *const environment[], int input,
                 int output, int errors, int confined) {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    int code = posix_spawn_file_actions_init(&actions);
    if (code != 0) return code;
    code = posix_spawnattr_init(&attributes);
    if (code == 0) {
        const int standard[3] = {input, output, errors};
        code = prepare(&actions, &attributes, standard, confined);
        if (code == 0) code = posix_spawnp(child, program, &actions, &attributes, arguments, environment);
        posix_spawnattr_destroy(&attributes);
    }
    posix_spawn_file_actions_destroy(&actions);
    return code;
}

int cposix_limit_child(pid_t child, uint64_t cpu_seconds, uint64_t address_space, uint64_t open_files,
                       uint64_t file_size) {
    const struct {
        int resource;
        uint64_t value;
    } limits[] = {
        {RLIMIT_CPU, cpu_seconds}, {RLIMIT_AS, address_space}, {RLIMIT_NOFILE, open_files},
        {RLIMIT_FSIZE, file_size}, {RLIMIT_CORE, 0},
    };
    for (size_t i = 0; i < sizeof(limits) / sizeof(limits[0]); i++) {
        struct rlimit limit = {limits[i].value, limits[i].value};
        if (prlimit(child, limits[i].resource, &limit, NULL) != 0) return errno;
    }
    return 0;
}

int cposix_await_child(pid_t child, int milliseconds) {
    int process = (int)syscall(SYS_pidfd_open, child, 0);
    if (process < 0) return 0;
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    int64_t deadline = now.tv_sec * 1000 + now.tv_nsec / 1000000 + milliseconds;
    int ended = 0;
    for (;;) {
        int64_t remaining = deadline - (now.tv_sec * 1000 + now.tv_nsec / 1000000);
        struct pollfd entry = {process, POLLIN, 0};
        int result = poll(&entry, 1, remaining > 0 ? (int)remaining : 0);
        if (result > 0) ended = 1;
        if (result >= 0 || errno != EINTR || remaining <= 0) break;
        clock_gettime(CLOCK_MONOTONIC, &now);
    }
    close(process);
    return ended;
}

int cposix_event_make(void) {
    int event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    return event >= 0 ? event : -errno;
}

int cposix_child_status(pid_t child) {
    siginfo_t information = {0};
    while (waitid(P_PID, child, &information, WEXITED | WNOWAIT) != 0) {
        if (errno != EINTR) return -errno;
    }
    return information.si_code == CLD_EXITED ? information.si_status : 128 + information.si_status;
}

void cposix_event_signal(int event) { eventfd_write(event, 1); }

int cposix_open_unnamed(const char *directory) {
    int file = open(directory, O_TMPFILE | O_RDWR | O_CLOEXEC | O_EXCL, S_IRUSR | S_IWUSR);
    if (file >= 0) return file;
    if (errno != EOPNOTSUPP && errno != EISDIR) return -errno;
    // The file system makes no files without a name: take the name away right after.
    char *name = NULL;
    if (asprintf(&name, "%s/spool.XXXXXX", directory) < 0) return -ENOMEM;
    file = mkostemp(name, O_CLOEXEC);
    int code = errno;
    if (file >= 0) unlink(name);
    free(name);
    return file >= 0 ? file : -code;
}
