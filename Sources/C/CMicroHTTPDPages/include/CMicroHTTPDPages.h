#pragma once

/// Sets the header lines that libmicrohttpd's own error pages get: name, value, name, value, ..., NULL.
///
/// libmicrohttpd answers some malformed requests itself, before any callback of the application runs, and has no
/// option for the header of those pages. It makes them with `MHD_create_response_from_buffer`, which this file
/// defines anew; the dynamic linker prefers the executable's definition. The application itself never calls it.
/// The array and its strings must live until the process ends.
void cmhd_pages_set_fields(const char *const *fields);
