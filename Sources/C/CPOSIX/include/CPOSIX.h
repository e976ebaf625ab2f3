#pragma once

#include <stdint.h>

/// Sets the kernel's name of the calling thread (at most 15 bytes are kept).
void cposix_set_thread_name(const char *name);
