"""How a media URL can misbehave."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class MediaFault:
    """All byte counts are offsets into the file; the defaults are a well-behaved server.

    `times` limits the fault to the first so many requests; later ones are served properly.
    """

    times: int | None = None
    status: int | None = None
    fail_from_request: int | None = None
    redirect: str | None = None
    stall_at: int | None = None
    stall_seconds: float = 3_600.0
    close_at: int | None = None
    truncate_at: int | None = None
    length_offset: int = 0
    omit_length: bool = False
    bytes_per_second: int | None = None
    first_byte_delay: float = 0.0
    endless: bool = False
    ignore_range: bool = False
    content_type: str | None = None
