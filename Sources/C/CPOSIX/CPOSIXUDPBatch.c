#define _GNU_SOURCE
#include "CPOSIXUDPBatch.h"

#include <errno.h>
#include <linux/io_uring.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

// Numbers of Linux 5.17 to 6.1 that older headers lack; an older kernel refuses them.
#ifndef IORING_SETUP_SINGLE_ISSUER
#define IORING_SETUP_SINGLE_ISSUER (1U << 12)
#endif
#ifndef IORING_SETUP_DEFER_TASKRUN
#define IORING_SETUP_DEFER_TASKRUN (1U << 13)
#endif
#ifndef IOSQE_CQE_SKIP_SUCCESS
#define IOSQE_CQE_SKIP_SUCCESS (1U << 6)
#endif

struct cposix_udp_batch {
    int descriptor;
    uint32_t capacity;
    struct io_uring_sqe *entries;
    struct io_uring_cqe *results;
    // In the ring shared with the kernel.
    uint32_t *sent_head, *sent_tail, sent_mask;
    uint32_t *result_head, *result_tail, result_mask;
    void *rings;
    size_t rings_size, entries_size;
    // Tags of those that did not even get to the kernel.
    uint32_t *unsent, unsent_count;
};

static void *map(int descriptor, size_t size, off_t offset) {
    void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, descriptor, offset);
    return memory == MAP_FAILED ? NULL : memory;
}

static int map_rings(cposix_udp_batch *batch, const struct io_uring_params *made) {
    size_t results_end = made->cq_off.cqes + made->cq_entries * sizeof(struct io_uring_cqe);
    size_t order_end = made->sq_off.array + made->sq_entries * sizeof(uint32_t);
    batch->rings_size = results_end > order_end ? results_end : order_end;
    batch->entries_size = made->sq_entries * sizeof(struct io_uring_sqe);
    char *rings = batch->rings = map(batch->descriptor, batch->rings_size, IORING_OFF_SQ_RING);
    batch->entries = map(batch->descriptor, batch->entries_size, IORING_OFF_SQES);
    if (!rings || !batch->entries) return 0;
    batch->capacity = made->sq_entries;
    batch->sent_head = (uint32_t *)(rings + made->sq_off.head);
    batch->sent_tail = (uint32_t *)(rings + made->sq_off.tail);
    batch->sent_mask = *(uint32_t *)(rings + made->sq_off.ring_mask);
    batch->result_head = (uint32_t *)(rings + made->cq_off.head);
    batch->result_tail = (uint32_t *)(rings + made->cq_off.tail);
    batch->result_mask = *(uint32_t *)(rings + made->cq_off.ring_mask);
    batch->results = (struct io_uring_cqe *)(rings + made->cq_off.cqes);
    // Entries are used in their own order.
    uint32_t *order = (uint32_t *)(rings + made->sq_off.array);
    for (uint32_t index = 0; index < made->sq_entries; index++) order[index] = index;
    batch->unsent = calloc(made->sq_entries, sizeof(uint32_t));
    return batch->unsent != NULL;
}

cposix_udp_batch *cposix_udp_batch_make(uint32_t capacity) {
    struct io_uring_params parameters = {.flags = IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN};
    cposix_udp_batch *batch = calloc(1, sizeof(*batch));
    if (!batch) return NULL;
    batch->descriptor = (int)syscall(SYS_io_uring_setup, capacity, &parameters);
    int is_usable = batch->descriptor >= 0 && (parameters.features & IORING_FEAT_SINGLE_MMAP)
        && (parameters.features & IORING_FEAT_CQE_SKIP) && map_rings(batch, &parameters);
    if (is_usable) return batch;
    cposix_udp_batch_free(batch);
    return NULL;
}

void cposix_udp_batch_free(cposix_udp_batch *batch) {
    if (!batch) return;
    if (batch->rings) munmap(batch->rings, batch->rings_size);
    if (batch->entries) munmap(batch->entries, batch->entries_size);
    if (batch->descriptor >= 0) close(batch->descriptor);
    free(batch->unsent);
    free(batch);
}

int cposix_udp_batch_add(cposix_udp_batch *batch, int descriptor, const void *bytes, size_t count, uint32_t tag) {
    uint32_t tail = *batch->sent_tail;
    if (tail - __atomic_load_n(batch->sent_head, __ATOMIC_ACQUIRE) >= batch->capacity) return 0;
    struct io_uring_sqe *entry = &batch->entries[tail & batch->sent_mask];
    memset(entry, 0, sizeof(*entry));
    entry->opcode = IORING_OP_SEND;
    entry->flags = IOSQE_CQE_SKIP_SUCCESS;
    entry->fd = descriptor;
    entry->addr = (uint64_t)(uintptr_t)bytes;
    entry->len = (uint32_t)count;
    entry->msg_flags = MSG_NOSIGNAL | MSG_DONTWAIT;
    entry->user_data = tag;
    __atomic_store_n(batch->sent_tail, tail + 1, __ATOMIC_RELEASE);
    return 1;
}

void cposix_udp_batch_submit(cposix_udp_batch *batch) {
    for (int attempt = 0; attempt < 8; attempt++) {
        uint32_t left = *batch->sent_tail - __atomic_load_n(batch->sent_head, __ATOMIC_ACQUIRE);
        if (left == 0) return;
        // GETEVENTS brings results that wait in the kernel to the ring.
        syscall(SYS_io_uring_enter, batch->descriptor, left, 0, IORING_ENTER_GETEVENTS, NULL, 0);
    }
    // The kernel lacks memory. A packet that comes late is worth nothing, so the rest is dropped.
    uint32_t head = __atomic_load_n(batch->sent_head, __ATOMIC_ACQUIRE);
    for (uint32_t index = head; index != *batch->sent_tail; index++)
        batch->unsent[batch->unsent_count++] = (uint32_t)batch->entries[index & batch->sent_mask].user_data;
    __atomic_store_n(batch->sent_tail, head, __ATOMIC_RELEASE);
}

int64_t cposix_udp_batch_failed(cposix_udp_batch *batch) {
    if (batch->unsent_count > 0) return batch->unsent[--batch->unsent_count];
    uint32_t head = *batch->result_head;
    if (head == __atomic_load_n(batch->result_tail, __ATOMIC_ACQUIRE)) return -1;
    int64_t tag = (int64_t)batch->results[head & batch->result_mask].user_data;
    __atomic_store_n(batch->result_head, head + 1, __ATOMIC_RELEASE);
    return tag;
}
