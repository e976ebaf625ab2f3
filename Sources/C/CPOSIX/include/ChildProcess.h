#pragma once

#include <stdint.h>
#include <sys/types.h>

/// Makes a pipe: [0] to read from, [1] to write to. Both close on exec, and neither is 0, 1 or 2. Returns 0 or errno.
int cposix_pipe(int ends[2]);

/// Asks for room for so many bytes in a pipe. It stays as it is where the system doesn't grant that.
void cposix_pipe_widen(int end, int bytes);

/// Starts `program` (a path, or a name without slash that is looked up in this process's PATH; no shell) with `input`,
/// `output` and `errors` as its descriptors 0, 1 and 2 and no other, with every signal at its default and none blocked.
/// Where `confined` is not 0, it leads a process group of its own, in the folder "/". `arguments` and `environment` end
/// with NULL. Returns 0 or errno.
int cposix_spawn(pid_t *child, const char *program, char *const arguments[], char *const environment[], int input,
                 int output, int errors, int confined);

/// Limits what a child may use. It can write no file beyond `file_size` bytes and leave no core dump. Returns 0 or errno.
int cposix_limit_child(pid_t child, uint64_t cpu_seconds, uint64_t address_space, uint64_t open_files,
                       uint64_t file_size);

/// Waits at most `milliseconds` for the end of a child, which stays to be reaped. Returns 1 when it has ended, else 0.
int cposix_await_child(pid_t child, int milliseconds);

/// Waits for the end of a child, which stays to be reaped. Returns its exit status, 128 and the number of the signal that
/// ended it, or -errno.
int cposix_child_status(pid_t child);

/// Makes a descriptor that becomes readable by `cposix_event_signal`, and stays so. Returns it, or -errno.
int cposix_event_make(void);
void cposix_event_signal(int event);

/// Opens a file without a name in `directory`, readable and writable by this process alone. Returns it, or -errno.
int cposix_open_unnamed(const char *directory);
