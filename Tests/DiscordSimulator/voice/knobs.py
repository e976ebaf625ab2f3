"""What can be set, and made to go wrong, at the voice servers."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..dave.knobs import DaveKnobs
from .aead import MODES


@dataclass
class VoiceKnobs:
    """Settings read at each use, so that a test may change them at any moment."""

    heartbeat_interval_ms: float = 13_750.25
    modes: list[str] = field(default_factory=lambda: list(MODES))
    server_update_delay: float = 0.04
    drop_discovery: int = 0
    udp_loss: float = 0.0
    # Seconds between the RTCP reports about what a stream's packets come to.
    report_interval: float = 5.0
    first_seq: int = 0
    withhold_acks: bool = False
    refuse_identify_code: int | None = None
    refuse_resume_code: int | None = None
    resume_window: float = 60.0
    hello_delay: float = 0.0
    ready_delay: float = 0.0
    noise: bool = True
    record: bool = True
    dave_version: int = 0
    dave_in_stages: bool = False
    require_dave: bool = False
    dave: DaveKnobs = field(default_factory=DaveKnobs)
