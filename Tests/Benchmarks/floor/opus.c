// The floor of transcoding: libopus alone, with the bot's settings, over sound that is decoded already.
//
// usage: opus BITRATE COMPLEXITY STREAMS < stereo-float-48kHz.pcm
// So many encoders take turns, one frame each, as the bot's do: one alone would keep its state in the processor's caches.
// Each is at another place of the sound. Prints the milliseconds of CPU for a second of one stream.
#include <opus.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

enum { FRAME = 960, CHANNELS = 2, MOST_STREAMS = 256, PACKET = 1276 };

static OpusEncoder *make_encoder(int bitrate, int complexity) {
    int error;
    OpusEncoder *encoder = opus_encoder_create(48000, CHANNELS, OPUS_APPLICATION_AUDIO, &error);
    if (!encoder) exit(1);
    opus_encoder_ctl(encoder, OPUS_SET_BITRATE(bitrate));
    opus_encoder_ctl(encoder, OPUS_SET_COMPLEXITY(complexity));
    opus_encoder_ctl(encoder, OPUS_SET_VBR(1));
    opus_encoder_ctl(encoder, OPUS_SET_SIGNAL(OPUS_SIGNAL_MUSIC));
    return encoder;
}

int main(int count, char **arguments) {
    if (count != 4) return 2;
    size_t room = 1 << 20, size = 0, got;
    float *pcm = malloc(room * sizeof(float));
    while ((got = fread(pcm + size, sizeof(float), room - size, stdin)) > 0) {
        size += got;
        if (size == room) pcm = realloc(pcm, (room *= 2) * sizeof(float));
        if (!pcm) return 1;
    }
    OpusEncoder *encoders[MOST_STREAMS];
    int streams = atoi(arguments[3]);
    if (streams < 1 || streams > MOST_STREAMS) return 2;
    for (int stream = 0; stream < streams; stream++)
        encoders[stream] = make_encoder(atoi(arguments[1]), atoi(arguments[2]));
    struct rusage before, after;
    static unsigned char packets[MOST_STREAMS][PACKET];
    size_t frames = size / (FRAME * CHANNELS), rounds = frames / (size_t)streams;
    getrusage(RUSAGE_SELF, &before);
    for (size_t round = 0; round < rounds; round++) {
        for (int stream = 0; stream < streams; stream++) {
            const float *frame = pcm + (round + rounds * (size_t)stream) * FRAME * CHANNELS;
            if (opus_encode_float(encoders[stream], frame, FRAME, packets[stream], PACKET) < 0) return 1;
        }
    }
    getrusage(RUSAGE_SELF, &after);
    double cpu = (double)(after.ru_utime.tv_sec - before.ru_utime.tv_sec) * 1000
        + (double)(after.ru_utime.tv_usec - before.ru_utime.tv_usec) / 1000
        + (double)(after.ru_stime.tv_sec - before.ru_stime.tv_sec) * 1000
        + (double)(after.ru_stime.tv_usec - before.ru_stime.tv_usec) / 1000;
    printf("%.4f\n", cpu / ((double)(rounds * (size_t)streams) / 50));
    return 0;
}
