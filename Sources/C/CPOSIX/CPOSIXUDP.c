#define _GNU_SOURCE
#include "CPOSIXUDP.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static int fill_address(const char *text, uint16_t port, struct sockaddr_storage *address, socklen_t *length) {
    struct sockaddr_in *v4 = (struct sockaddr_in *)address;
    struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)address;
    memset(address, 0, sizeof(*address));
    if (inet_pton(AF_INET, text, &v4->sin_addr) == 1) {
        v4->sin_family = AF_INET;
        v4->sin_port = htons(port);
        *length = sizeof(*v4);
        return 1;
    }
    if (inet_pton(AF_INET6, text, &v6->sin6_addr) == 1) {
        v6->sin6_family = AF_INET6;
        v6->sin6_port = htons(port);
        *length = sizeof(*v6);
        return 1;
    }
    return 0;
}

int cposix_udp_connect(const char *address, uint16_t port, int send_buffer, int *error) {
    struct sockaddr_storage peer;
    socklen_t length;
    if (!fill_address(address, port, &peer, &length)) {
        *error = EINVAL;
        return -1;
    }
    int descriptor = socket(peer.ss_family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (descriptor < 0) {
        *error = errno;
        return -1;
    }
    // Only a wish, so its result does not matter.
    (void)setsockopt(descriptor, SOL_SOCKET, SO_SNDBUF, &send_buffer, sizeof(send_buffer));
    if (connect(descriptor, (struct sockaddr *)&peer, length) != 0) {
        *error = errno;
        close(descriptor);
        return -1;
    }
    return descriptor;
}

int cposix_udp_send(int descriptor, const void *bytes, size_t count) {
    ssize_t sent;
    do {
        sent = send(descriptor, bytes, count, MSG_NOSIGNAL);
    } while (sent < 0 && errno == EINTR);
    return sent < 0 ? errno : 0;
}

ssize_t cposix_udp_receive(int descriptor, uint8_t *bytes, size_t capacity, int *error) {
    ssize_t received;
    do {
        received = recv(descriptor, bytes, capacity, MSG_DONTWAIT);
    } while (received < 0 && errno == EINTR);
    if (received >= 0) return received;
    if (errno == EAGAIN || errno == EWOULDBLOCK) return -1;
    *error = errno;
    return -2;
}

int cposix_udp_send_buffer(int descriptor) {
    int size = 0;
    socklen_t length = sizeof(size);
    return getsockopt(descriptor, SOL_SOCKET, SO_SNDBUF, &size, &length) == 0 ? size : -1;
}

void cposix_udp_close(int descriptor) {
    close(descriptor);
}
