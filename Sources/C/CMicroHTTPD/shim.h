#pragma once

#include <gnutls/abstract.h>
#include <gnutls/gnutls.h>
#include <microhttpd.h>
#include <stdlib.h>
#include <string.h>

/// What `cmhd_start` needs; `certificate` is NULL for plain HTTP.
struct cmhd_settings {
    unsigned int threads;
    unsigned int connection_limit;
    size_t connection_memory;
    MHD_AccessHandlerCallback access;
    void *(*begun)(void *context, const char *uri, struct MHD_Connection *connection);
    MHD_RequestCompletedCallback completed;
    MHD_NotifyConnectionCallback connection;
    gnutls_certificate_retrieve_function2 *certificate;
    const char *priorities;
    void *context;
};

/// Percent decoding is done by the server's own strict decoder: this one leaves everything as it came.
static inline size_t cmhd_keep_escapes(void *context, struct MHD_Connection *connection, char *text) {
    (void)context;
    (void)connection;
    return strlen(text);
}

/// Starts a daemon without a listening socket (connections are handed over by `MHD_add_connection`)
/// and without time limits of its own. NULL when it could not be started.
static inline struct MHD_Daemon *cmhd_start(const struct cmhd_settings *s) {
    const unsigned int flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_NO_LISTEN_SOCKET | MHD_USE_ITC
        | MHD_ALLOW_SUSPEND_RESUME;
    const unsigned int pool = s->threads > 1 ? s->threads : 0;
#define CMHD_COMMON \
    MHD_OPTION_THREAD_POOL_SIZE, pool, \
    MHD_OPTION_CONNECTION_LIMIT, s->connection_limit, \
    MHD_OPTION_CONNECTION_MEMORY_LIMIT, s->connection_memory, \
    MHD_OPTION_CONNECTION_TIMEOUT, (unsigned int)0, \
    MHD_OPTION_UNESCAPE_CALLBACK, &cmhd_keep_escapes, (void *)NULL, \
    MHD_OPTION_URI_LOG_CALLBACK, s->begun, s->context, \
    MHD_OPTION_NOTIFY_COMPLETED, s->completed, s->context, \
    MHD_OPTION_NOTIFY_CONNECTION, s->connection, s->context
    if (s->certificate == NULL) {
        return MHD_start_daemon(flags, 0, NULL, NULL, s->access, s->context, CMHD_COMMON, MHD_OPTION_END);
    }
    return MHD_start_daemon(flags | MHD_USE_TLS, 0, NULL, NULL, s->access, s->context, CMHD_COMMON,
                            MHD_OPTION_HTTPS_CERT_CALLBACK, s->certificate,
                            MHD_OPTION_HTTPS_PRIORITIES, s->priorities, MHD_OPTION_END);
#undef CMHD_COMMON
}

static inline int cmhd_socket(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    return info == NULL ? -1 : info->connect_fd;
}

static inline const struct sockaddr *cmhd_peer(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    return info == NULL ? NULL : info->client_addr;
}

/// What the connection callback stored for this connection.
static inline void *cmhd_socket_context(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info == NULL ? NULL : info->socket_context;
}

/// NULL for plain HTTP.
static inline gnutls_session_t cmhd_tls_session(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_GNUTLS_SESSION);
    return info == NULL ? NULL : (gnutls_session_t)info->tls_session;
}

/// Bytes from the start of the request line to the end of the empty line behind the header; 0 if unknown.
static inline size_t cmhd_head_size(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
    return info == NULL ? 0 : info->header_size;
}

/// A response that owns a copy of `bytes`.
static inline struct MHD_Response *cmhd_response_copying(const void *bytes, size_t count) {
    void *copy = malloc(count == 0 ? 1 : count);
    if (copy == NULL) { return NULL; }
    if (count != 0) { memcpy(copy, bytes, count); }
    struct MHD_Response *response = MHD_create_response_from_buffer_with_free_callback(count, copy, &free);
    if (response == NULL) { free(copy); }
    return response;
}

/// A response of unknown length whose bytes `reader` hands out.
static inline struct MHD_Response *cmhd_response_streaming(
    size_t block, MHD_ContentReaderCallback reader, void *context, MHD_ContentReaderFreeCallback release) {
    return MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, block, reader, context, release);
}

/// `gnutls_free` is a variable that holds a function.
static inline void cmhd_gnutls_free(void *memory) {
    gnutls_free(memory);
}
