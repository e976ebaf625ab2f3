#pragma once

#include <stddef.h>

// SoundTouch is a C++ class: the part of it that is used, for interleaved stereo Float32 at 48 kHz.

#ifdef __cplusplus
extern "C" {
#endif

typedef struct csoundtouch csoundtouch;

/// NULL where there is no memory.
csoundtouch *csoundtouch_make(double tempo, double semitones);
void csoundtouch_free(csoundtouch *stretcher);
/// Takes so many frames. Returns 0, or -1 where it ran out of memory.
int csoundtouch_put(csoundtouch *stretcher, const float *frames, size_t count);
/// Gives at most `count` frames and says how many.
size_t csoundtouch_take(csoundtouch *stretcher, float *frames, size_t count);
/// How many frames can be taken now.
size_t csoundtouch_ready(const csoundtouch *stretcher);
/// Makes the rest come out. Returns 0, or -1 where it ran out of memory.
int csoundtouch_flush(csoundtouch *stretcher);

#ifdef __cplusplus
}
#endif
