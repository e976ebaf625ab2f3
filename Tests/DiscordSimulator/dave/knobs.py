"""What can be made to go wrong in the delivery service."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class DaveKnobs:
    """Settings read at each use. Counters apply to the next so many occasions; a user in `withhold_from` never hears
    of the group, as if the messages were lost; `withheld` are the ops of those messages.
    """

    transition_timeout: float = 2.0
    corrupt_welcomes: int = 0
    corrupt_commits: int = 0
    withhold_from: int | None = None
    withheld: list[int] = field(default_factory=list)
    never_execute: int = 0
    external_sender_first: bool = False
    reject_commits_of: int | None = None
    repeat_external_sender: bool = True
    sole_member_reset: bool = True
