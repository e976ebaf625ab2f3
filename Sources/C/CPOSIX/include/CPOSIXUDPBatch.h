#pragma once

#include <stddef.h>
#include <stdint.h>

/// Datagrams of many connected sockets that the kernel takes in one system call (io_uring, Linux 6.1).
/// For one thread, the one that made it.
typedef struct cposix_udp_batch cposix_udp_batch;

/// NULL where the kernel has no such thing or forbids it, as container runtimes do. `capacity` is how many datagrams one
/// batch holds at most.
cposix_udp_batch *cposix_udp_batch_make(uint32_t capacity);
void cposix_udp_batch_free(cposix_udp_batch *batch);

/// Adds a datagram, whose bytes must stay until `submit` has returned. 0 when the batch is full.
int cposix_udp_batch_add(cposix_udp_batch *batch, int descriptor, const void *bytes, size_t count, uint32_t tag);

/// Sends what was added, without waiting. `failed` must then be asked until it says that there is none.
void cposix_udp_batch_submit(cposix_udp_batch *batch);

/// The tag of one more datagram of the last batch that was not taken; -1 when there is none.
int64_t cposix_udp_batch_failed(cposix_udp_batch *batch);
