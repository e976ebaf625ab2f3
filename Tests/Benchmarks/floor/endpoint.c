// The endpoint's floor: libmicrohttpd and libsodium with nothing around them.
// Answers {"type":1} to every POST whose Ed25519 signature over timestamp and body is right, 401 to the others.
//
// usage: endpoint PUBLIC_KEY_HEX THREADS   (prints its port, ends with its standard input)
#include <microhttpd.h>
#include <netinet/in.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BODY_LIMIT = 16384, TIMESTAMP_SIZE = 10 };

struct request {
    size_t size;
    unsigned char message[TIMESTAMP_SIZE + BODY_LIMIT];
};

static unsigned char public_key[crypto_sign_PUBLICKEYBYTES];

static int is_signed(struct MHD_Connection *connection, struct request *request) {
    const char *signature = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "X-Signature-Ed25519");
    const char *timestamp = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "X-Signature-Timestamp");
    unsigned char bytes[crypto_sign_BYTES];
    size_t length = 0;
    if (!signature || !timestamp || strlen(timestamp) != TIMESTAMP_SIZE
        || sodium_hex2bin(bytes, sizeof(bytes), signature, strlen(signature), NULL, &length, NULL) != 0
        || length != sizeof(bytes))
        return 0;
    memcpy(request->message, timestamp, TIMESTAMP_SIZE);
    return crypto_sign_verify_detached(bytes, request->message, TIMESTAMP_SIZE + request->size, public_key) == 0;
}

static enum MHD_Result access_handler(void *context, struct MHD_Connection *connection, const char *url,
                                      const char *method, const char *version, const char *upload, size_t *size,
                                      void **slot) {
    (void)context, (void)url, (void)method, (void)version;
    struct request *request = *slot;
    if (!request) {
        *slot = request = malloc(sizeof(*request));
        if (!request) return MHD_NO;
        request->size = 0;
        return MHD_YES;
    }
    if (*size > 0) {
        if (*size > BODY_LIMIT - request->size) return MHD_NO;
        memcpy(request->message + TIMESTAMP_SIZE + request->size, upload, *size);
        request->size += *size;
        *size = 0;
        return MHD_YES;
    }
    static char pong[] = "{\"type\":1}", refusal[] = "invalid request signature\n";
    int valid = is_signed(connection, request);
    char *text = valid ? pong : refusal;
    struct MHD_Response *response = MHD_create_response_from_buffer(strlen(text), text, MHD_RESPMEM_PERSISTENT);
    MHD_add_response_header(response, "Content-Type", valid ? "application/json" : "text/plain");
    enum MHD_Result result = MHD_queue_response(connection, valid ? 200 : 401, response);
    MHD_destroy_response(response);
    return result;
}

static void completed(void *context, struct MHD_Connection *connection, void **slot,
                      enum MHD_RequestTerminationCode code) {
    (void)context, (void)connection, (void)code;
    free(*slot);
    *slot = NULL;
}

int main(int count, char **arguments) {
    if (count != 3 || sodium_init() < 0
        || sodium_hex2bin(public_key, sizeof(public_key), arguments[1], strlen(arguments[1]), NULL, NULL, NULL) != 0)
        return 2;
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct MHD_Daemon *daemon = MHD_start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD, 0, NULL, NULL, access_handler, NULL, MHD_OPTION_SOCK_ADDR, &address,
        MHD_OPTION_THREAD_POOL_SIZE, (unsigned int)atoi(arguments[2]), MHD_OPTION_CONNECTION_MEMORY_LIMIT,
        (size_t)32768, MHD_OPTION_NOTIFY_COMPLETED, completed, NULL, MHD_OPTION_END);
    if (!daemon) return 1;
    const union MHD_DaemonInfo *info = MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_BIND_PORT);
    printf("%u\n", info->port);
    fflush(stdout);
    char byte;
    while (read(0, &byte, 1) > 0) continue;
    MHD_stop_daemon(daemon);
    return 0;
}
