// Sends prepared requests over kept-alive connections and times the answers.
//
// usage: load PORT CONNECTIONS SECONDS RATE REPEAT EXPECTED FILE
// RATE 0: as fast as answers come. Otherwise so many requests a second, each timed from the moment it was due, whether or not
// a connection was free. FILE: requests, each behind its length (4 bytes, little-endian); with REPEAT 0 it ends with the file.
// EXPECTED: what a right answer contains. Prints one JSON object; latencies are in microseconds.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

enum { ANSWER_LIMIT = 65536, MOST_SAMPLES = 4000000 };

struct connection {
    int socket, busy;
    int64_t due;
    size_t size;
    char answer[ANSWER_LIMIT];
};

static unsigned char *requests;
static size_t requests_size, position;
static int repeats;
static const char *expected;
static uint32_t *samples;
static size_t answered, failed;

static int64_t now_ns(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000000000LL + time.tv_nsec;
}

static void die(const char *what) {
    perror(what);
    exit(1);
}

static void load_file(const char *path) {
    FILE *file = fopen(path, "rb");
    if (!file || fseek(file, 0, SEEK_END) != 0) die(path);
    requests_size = (size_t)ftell(file);
    rewind(file);
    requests = malloc(requests_size);
    if (!requests || fread(requests, 1, requests_size, file) != requests_size) die(path);
    fclose(file);
}

static int open_connection(uint16_t port) {
    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), on = 1;
    if (descriptor < 0 || connect(descriptor, (struct sockaddr *)&address, sizeof(address)) != 0) die("connect");
    setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    fcntl(descriptor, F_SETFL, O_NONBLOCK);
    return descriptor;
}

// 0: there is no request left.
static int send_next(struct connection *connection, int64_t due) {
    if (position == requests_size) {
        if (!repeats) return 0;
        position = 0;
    }
    uint32_t size;
    memcpy(&size, requests + position, 4);
    // Far smaller than an empty send buffer.
    if (send(connection->socket, requests + position + 4, size, MSG_NOSIGNAL) != (ssize_t)size) die("send");
    position += 4 + size;
    connection->busy = 1;
    connection->due = due;
    connection->size = 0;
    return 1;
}

// 1: the answer is complete.
static int receive(struct connection *connection) {
    ssize_t count = recv(connection->socket, connection->answer + connection->size,
                         ANSWER_LIMIT - 1 - connection->size, 0);
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) return 0;
    if (count <= 0) die("the server closed a connection");
    connection->size += (size_t)count;
    connection->answer[connection->size] = 0;
    char *end = strstr(connection->answer, "\r\n\r\n");
    if (!end) return 0;
    char *length = strcasestr(connection->answer, "content-length:");
    if (!length || length > end) die("an answer without length");
    return connection->size >= (size_t)(end + 4 - connection->answer) + strtoul(length + 15, NULL, 10);
}

static void count_answer(struct connection *connection, int64_t begin) {
    connection->busy = 0;
    if (strncmp(connection->answer, "HTTP/1.1 200", 12) != 0 || !strstr(connection->answer, expected)) {
        if (failed++ == 0) fprintf(stderr, "unexpected answer: %.*s\n", (int)connection->size, connection->answer);
    }
    if (connection->due >= begin && answered < MOST_SAMPLES)
        samples[answered++] = (uint32_t)((now_ns() - connection->due) / 100);
}

static int ascending(const void *left, const void *right) {
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    return (a > b) - (a < b);
}

static double percentile(double part) {
    return answered ? samples[(size_t)(part * (double)(answered - 1))] / 10.0 : 0;
}

int main(int count, char **arguments) {
    if (count != 8) return 2;
    int connection_count = atoi(arguments[2]);
    double seconds = atof(arguments[3]), rate = atof(arguments[4]);
    repeats = atoi(arguments[5]);
    expected = arguments[6];
    load_file(arguments[7]);
    samples = malloc(sizeof(*samples) * MOST_SAMPLES);
    struct connection *connections = calloc((size_t)connection_count, sizeof(*connections));
    int poller = epoll_create1(0), timer = timerfd_create(CLOCK_MONOTONIC, 0);
    if (!samples || !connections || poller < 0 || timer < 0) die("setup");
    for (int index = 0; index < connection_count; index++) {
        connections[index].socket = open_connection((uint16_t)atoi(arguments[1]));
        struct epoll_event event = {.events = EPOLLIN, .data.ptr = &connections[index]};
        epoll_ctl(poller, EPOLL_CTL_ADD, connections[index].socket, &event);
    }
    struct epoll_event timer_event = {.events = EPOLLIN, .data.ptr = NULL};
    epoll_ctl(poller, EPOLL_CTL_ADD, timer, &timer_event);

    int64_t begin = now_ns(), end = begin + (int64_t)(seconds * 1e9), next_due = begin;
    int64_t gap = rate > 0 ? (int64_t)(1e9 / rate) : 0;
    int busy = 0, has_more = 1, turn = 0;
    for (int index = 0; !rate && index < connection_count; index++) {
        has_more = has_more && send_next(&connections[index], now_ns());
        busy += connections[index].busy;
    }
    while (busy > 0 || (rate && has_more && next_due < end)) {
        if (rate) {
            for (int tried = 0; has_more && next_due <= now_ns() && next_due < end && tried < connection_count;
                 tried++) {
                // Each in its turn: a server closes what is idle for long.
                struct connection *connection = &connections[turn];
                turn = (turn + 1) % connection_count;
                if (connection->busy) continue;
                has_more = send_next(connection, next_due);
                if (!has_more) break;
                busy++;
                next_due += gap;
            }
            struct itimerspec alarm = {
                .it_value = {.tv_sec = next_due / 1000000000, .tv_nsec = next_due % 1000000000}};
            // Where every connection is busy the next answer wakes us, not the clock.
            if (next_due > now_ns()) timerfd_settime(timer, TFD_TIMER_ABSTIME, &alarm, NULL);
        }
        struct epoll_event events[256];
        int ready = epoll_wait(poller, events, 256, 5000);
        if (ready == 0) die("no answer for 5 s");
        for (int index = 0; index < ready; index++) {
            struct connection *connection = events[index].data.ptr;
            uint64_t expirations;
            if (!connection) {
                if (read(timer, &expirations, sizeof(expirations)) < 0) continue;
            } else if (receive(connection)) {
                count_answer(connection, begin);
                busy--;
                if (!rate && now_ns() < end && has_more) {
                    has_more = send_next(connection, now_ns());
                    busy += connection->busy;
                }
            }
        }
    }
    double elapsed = (double)(now_ns() - begin) / 1e9;
    qsort(samples, answered, sizeof(*samples), ascending);
    printf("{\"requests\":%zu,\"failed\":%zu,\"seconds\":%.3f,\"rate\":%.1f,\"p50_us\":%.1f,\"p99_us\":%.1f,"
           "\"p999_us\":%.1f}\n",
           answered, failed, elapsed, (double)answered / elapsed, percentile(0.5), percentile(0.99),
           percentile(0.999));
    return failed ? 1 : 0;
}
