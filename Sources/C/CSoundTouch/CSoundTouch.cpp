#include "CSoundTouch.h"

#include <new>
#include <soundtouch/SoundTouch.h>

struct csoundtouch {
    soundtouch::SoundTouch stretcher;
};

csoundtouch *csoundtouch_make(double tempo, double semitones) {
    try {
        csoundtouch *made = new csoundtouch;
        made->stretcher.setSampleRate(48000);
        made->stretcher.setChannels(2);
        made->stretcher.setTempo(tempo);
        made->stretcher.setPitchSemiTones(semitones);
        return made;
    } catch (...) {
        return nullptr;
    }
}

void csoundtouch_free(csoundtouch *stretcher) { delete stretcher; }

int csoundtouch_put(csoundtouch *stretcher, const float *frames, size_t count) {
    try {
        stretcher->stretcher.putSamples(frames, (unsigned)count);
        return 0;
    } catch (...) {
        return -1;
    }
}

size_t csoundtouch_take(csoundtouch *stretcher, float *frames, size_t count) {
    return stretcher->stretcher.receiveSamples(frames, (unsigned)count);
}

size_t csoundtouch_ready(const csoundtouch *stretcher) { return stretcher->stretcher.numSamples(); }

int csoundtouch_flush(csoundtouch *stretcher) {
    try {
        stretcher->stretcher.flush();
        return 0;
    } catch (...) {
        return -1;
    }
}
