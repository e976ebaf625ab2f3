"""A person in a voice channel who hears what is said there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .recording import Heard, Recording

if TYPE_CHECKING:
    from ..dave.ears import Ear
    from ..voice.stream import Frame, Stream


class Listener:
    """Keeps one recording per speaker. Without an ear, frames are taken as clear Opus."""

    def __init__(self, user_id: int, ear: Ear | None = None) -> None:
        self.user_id = user_id
        self.ear = ear
        self.recordings: dict[int, Recording] = {}

    def recording_of(self, speaker_id: int) -> Recording:
        """The recording of one speaker, empty if nothing was heard yet."""
        return self.recordings.setdefault(speaker_id, Recording())

    def hear(self, speaker_id: int, stream: Stream, frame: Frame) -> None:
        """Takes one frame; called on the UDP thread."""
        recording = self.recording_of(speaker_id)
        if self.ear is not None:
            self.ear.take(speaker_id, stream, frame, recording)
        else:
            recording.add(Heard(frame.arrival, stream.ssrc, frame.seq, frame.timestamp, frame.payload))
