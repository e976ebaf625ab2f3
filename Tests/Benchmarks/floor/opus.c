// The floor of transcoding: libopus alone, with the bot's settings, over sound that is decoded already.
//
// usage: opus BITRATE COMPLEXITY < stereo-float-48kHz.pcm
// Prints the milliseconds of CPU for a second of sound.
#include <opus.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

enum { FRAME = 960, CHANNELS = 2 };

int main(int count, char **arguments) {
    if (count != 3) return 2;
    size_t room = 1 << 20, size = 0, got;
    float *pcm = malloc(room * sizeof(float));
    while ((got = fread(pcm + size, sizeof(float), room - size, stdin)) > 0) {
        size += got;
        if (size == room) pcm = realloc(pcm, (room *= 2) * sizeof(float));
        if (!pcm) return 1;
    }
    int error;
    OpusEncoder *encoder = opus_encoder_create(48000, CHANNELS, OPUS_APPLICATION_AUDIO, &error);
    if (!encoder) return 1;
    opus_encoder_ctl(encoder, OPUS_SET_BITRATE(atoi(arguments[1])));
    opus_encoder_ctl(encoder, OPUS_SET_COMPLEXITY(atoi(arguments[2])));
    opus_encoder_ctl(encoder, OPUS_SET_VBR(1));
    opus_encoder_ctl(encoder, OPUS_SET_SIGNAL(OPUS_SIGNAL_MUSIC));
    struct rusage before, after;
    unsigned char packet[1276];
    size_t frames = size / (FRAME * CHANNELS);
    getrusage(RUSAGE_SELF, &before);
    for (size_t frame = 0; frame < frames; frame++) {
        if (opus_encode_float(encoder, pcm + frame * FRAME * CHANNELS, FRAME, packet, sizeof(packet)) < 0) return 1;
    }
    getrusage(RUSAGE_SELF, &after);
    double cpu = (double)(after.ru_utime.tv_sec - before.ru_utime.tv_sec) * 1000
        + (double)(after.ru_utime.tv_usec - before.ru_utime.tv_usec) / 1000
        + (double)(after.ru_stime.tv_sec - before.ru_stime.tv_sec) * 1000
        + (double)(after.ru_stime.tv_usec - before.ru_stime.tv_usec) / 1000;
    printf("%.4f\n", cpu / ((double)frames / 50));
    return 0;
}
