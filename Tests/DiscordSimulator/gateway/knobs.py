"""What can be made to go wrong at the main gateway."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class GatewayKnobs:
    """Settings read at each use, so that a test may change them at any moment."""

    heartbeat_interval_ms: float = 41_250
    withhold_acks: bool = False
    refuse_connections: bool = False
    hello_delay: float = 0.0
    ready_delay: float = 0.0
    refuse_identify_code: int | None = None
    invalidate_on_identify: int = 0
    refuse_resume: bool = False
    enforce_identify_interval: bool = False
    split_compressed_frames: bool = False
    session_limit_total: int = 1000
    session_limit_remaining: int = 1000
    session_limit_reset_after_ms: int = 86_400_000
    max_concurrency: int = 1
    send_limit: int = 120
