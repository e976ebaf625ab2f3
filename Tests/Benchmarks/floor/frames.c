// The floor of encrypting a 20 ms Opus frame: two bare libcrypto AEAD calls, AES-128-GCM with an 8-byte tag (DAVE) and
// AES-256-GCM with 12 bytes of header (transport), each context keyed once.
//
// usage: frames COUNT SIZE           prints the nanoseconds a frame took
//        frames stream STREAMS SECONDS SIZE ENCRYPTED
//            sends so many streams every 20 ms from one socket each to a reader on loopback, with both AEAD calls
//            (ENCRYPTED 1) or the transport's alone; prints the milliseconds of CPU for a second of one stream
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <openssl/evp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { HEADER = 12, DAVE_TAG = 8, DAVE_REST = 5, TAG = 16, LONGEST = 2048, PERIOD = 20000000 };

struct sender {
    EVP_CIPHER_CTX *dave, *transport;
    int socket;
    unsigned char packet[LONGEST];
};

static EVP_CIPHER_CTX *keyed(const EVP_CIPHER *cipher) {
    static const unsigned char key[32] = {1, 2, 3};
    EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
    if (!context || EVP_EncryptInit_ex(context, cipher, NULL, key, NULL) != 1) exit(1);
    return context;
}

static void seal(EVP_CIPHER_CTX *context, unsigned char *header, int header_size, unsigned char *body, int size,
                 int tag_size, uint32_t counter) {
    unsigned char nonce[12] = {0};
    int written;
    memcpy(nonce, &counter, 4);
    if (EVP_EncryptInit_ex(context, NULL, NULL, NULL, nonce) != 1
        || (header_size && EVP_EncryptUpdate(context, NULL, &written, header, header_size) != 1)
        || EVP_EncryptUpdate(context, body, &written, body, size) != 1
        || EVP_EncryptFinal_ex(context, body + size, &written) != 1
        || EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, tag_size, body + size) != 1)
        exit(1);
}

static int seal_frame(struct sender *sender, int size, int is_encrypted, uint32_t counter) {
    unsigned char *body = sender->packet + HEADER;
    if (is_encrypted) {
        seal(sender->dave, NULL, 0, body, size, DAVE_TAG, counter);
        size += DAVE_TAG + DAVE_REST;
    }
    seal(sender->transport, sender->packet, HEADER, body, size, TAG, counter);
    return HEADER + size + TAG + 4;
}

static struct sender make_sender(void) {
    return (struct sender){.dave = keyed(EVP_aes_128_gcm()), .transport = keyed(EVP_aes_256_gcm())};
}

static int time_frames(uint32_t count, int size) {
    struct sender sender = make_sender();
    struct timespec begin, end;
    clock_gettime(CLOCK_MONOTONIC, &begin);
    for (uint32_t counter = 0; counter < count; counter++) seal_frame(&sender, size, 1, counter);
    clock_gettime(CLOCK_MONOTONIC, &end);
    printf("%.1f\n", ((double)(end.tv_sec - begin.tv_sec) * 1e9 + (double)(end.tv_nsec - begin.tv_nsec)) / count);
    return 0;
}

// Reads what arrives, as a voice server would, in another process. Returns its port.
static uint16_t start_reader(pid_t *reader) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof(address);
    int descriptor = socket(AF_INET, SOCK_DGRAM, 0), room = 8 << 20;
    setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &room, sizeof(room));
    if (bind(descriptor, (struct sockaddr *)&address, length) != 0
        || getsockname(descriptor, (struct sockaddr *)&address, &length) != 0)
        exit(1);
    *reader = fork();
    if (*reader == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        static unsigned char room_for[64][LONGEST];
        struct iovec parts[64];
        struct mmsghdr messages[64];
        memset(messages, 0, sizeof(messages));
        for (int index = 0; index < 64; index++) {
            parts[index] = (struct iovec){room_for[index], LONGEST};
            messages[index].msg_hdr.msg_iov = &parts[index];
            messages[index].msg_hdr.msg_iovlen = 1;
        }
        while (recvmmsg(descriptor, messages, 64, MSG_WAITFORONE, NULL) >= 0) continue;
        _exit(1);
    }
    close(descriptor);
    return ntohs(address.sin_port);
}

static double cpu_seconds(void) {
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
        + (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static int stream(int streams, double seconds, int size, int is_encrypted) {
    pid_t reader;
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    address.sin_port = htons(start_reader(&reader));
    struct sender *senders = calloc((size_t)streams, sizeof(*senders));
    for (int index = 0; index < streams; index++) {
        senders[index] = make_sender();
        senders[index].socket = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
        if (connect(senders[index].socket, (struct sockaddr *)&address, sizeof(address)) != 0) exit(1);
    }
    struct timespec boundary;
    clock_gettime(CLOCK_MONOTONIC, &boundary);
    uint32_t ticks = (uint32_t)(seconds * 50);
    int *lengths = calloc((size_t)streams, sizeof(*lengths));
    double before = cpu_seconds();
    for (uint32_t tick = 0; tick < ticks; tick++) {
        for (int index = 0; index < streams; index++)
            lengths[index] = seal_frame(&senders[index], size, is_encrypted, tick);
        boundary.tv_nsec += PERIOD;
        if (boundary.tv_nsec >= 1000000000) boundary.tv_sec++, boundary.tv_nsec -= 1000000000;
        clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &boundary, NULL);
        for (int index = 0; index < streams; index++)
            (void)!send(senders[index].socket, senders[index].packet, (size_t)lengths[index], MSG_NOSIGNAL);
    }
    printf("%.5f\n", (cpu_seconds() - before) * 1000 / (streams * ticks / 50.0));
    kill(reader, SIGKILL);
    waitpid(reader, NULL, 0);
    return 0;
}

int main(int count, char **arguments) {
    if (count == 3) return time_frames((uint32_t)atol(arguments[1]), atoi(arguments[2]));
    if (count == 6 && strcmp(arguments[1], "stream") == 0)
        return stream(atoi(arguments[2]), atof(arguments[3]), atoi(arguments[4]), atoi(arguments[5]));
    return 2;
}
