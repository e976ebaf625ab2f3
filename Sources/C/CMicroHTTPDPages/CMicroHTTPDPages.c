#define MHD_NO_DEPRECATION 1

#include "CMicroHTTPDPages.h"

#include <microhttpd.h>
#include <stdatomic.h>
#include <stddef.h>

static _Atomic(const char *const *) page_fields = NULL;

void cmhd_pages_set_fields(const char *const *fields) {
    atomic_store_explicit(&page_fields, fields, memory_order_release);
}

struct MHD_Response *MHD_create_response_from_buffer(
    size_t size, void *buffer, enum MHD_ResponseMemoryMode mode) {
    struct MHD_Response *response = MHD_create_response_from_data(
        size, buffer, mode == MHD_RESPMEM_MUST_FREE, mode == MHD_RESPMEM_MUST_COPY);
    const char *const *field = atomic_load_explicit(&page_fields, memory_order_acquire);
    if (response == NULL || field == NULL) { return response; }
    for (; field[0] != NULL && field[1] != NULL; field += 2) {
        MHD_add_response_header(response, field[0], field[1]);
    }
    return response;
}
