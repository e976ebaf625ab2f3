#pragma once

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/// Opens a non-blocking, close-on-exec UDP socket connected to a numeric IPv4 or IPv6 address.
/// `send_buffer` (bytes) is a wish: the kernel's limit wins. Returns the descriptor, or -1 with the reason in `error`.
int cposix_udp_connect(const char *address, uint16_t port, int send_buffer, int *error);

/// Sends one datagram on a connected socket. Returns 0, or the error number.
int cposix_udp_send(int descriptor, const void *bytes, size_t count);

/// Receives one datagram without waiting. Returns its length, -1 for "none yet", -2 with the reason in `error`.
ssize_t cposix_udp_receive(int descriptor, uint8_t *bytes, size_t capacity, int *error);

/// The size of the send buffer in bytes as the kernel counts it, or -1.
int cposix_udp_send_buffer(int descriptor);

void cposix_udp_close(int descriptor);
