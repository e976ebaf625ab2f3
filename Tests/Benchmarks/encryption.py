"""DAVE: a frame beside the two bare AEAD calls, its allocations, and a group of 50 whose other members are davey's."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

import davey
from machine import median, number
from processes import BENCHMARKS

from DiscordSimulator.dave.codec import Reader, Welcome, read_commit, u16, u64, vector
from DiscordSimulator.dave.external_sender import ExternalSender, Proposal, key_package_reference

CHANNEL = 927_310_423_890_473_011
OURS = 900_000
SIZE = 50
FRAME_BYTES = 320
FRAMES, ROUNDS = 200_000, 11
COMMITS_BEFORE = 12
REPETITIONS = 7


def measure_frames(programs: dict[str, Path]) -> dict[str, float]:
    """Nanoseconds a frame, ours and bare in turn, and allocations a frame."""
    ours: list[float] = []
    bare: list[float] = []
    for _ in range(ROUNDS):
        ours.append(number(BENCHMARKS, "frames", str(FRAMES)) / FRAMES)
        bare.append(number(programs["frames"], str(FRAMES), str(FRAME_BYTES)))
    few, many = (_mallocs(programs["mallocs"], count) for count in (1_000, 101_000))
    return {
        "dave.frame.ns": median(ours),
        "dave.frame.floor_ns": median(bare),
        "dave.frame.floor_ratio": median([mine / floor for mine, floor in zip(ours, bare, strict=True)]),
        "dave.frame.mallocs": (many - few) / 100_000,
    }


def _mallocs(counter: Path, frames: int) -> int:
    result = subprocess.run(
        [str(BENCHMARKS), "frames", str(frames)],
        env=os.environ | {"LD_PRELOAD": str(counter)},
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
    )
    return int(result.stderr)


@dataclass
class Step:
    """What our session answered to one event."""

    milliseconds: float
    members: int
    key_package: bytes | None


class OurSession:
    """`Benchmarks session`: our own member, one event a line."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [str(BENCHMARKS), "session", str(OURS)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self._answer()

    def tell(self, op: int, *body: bytes | int) -> Step:
        """Hands an event over."""
        assert self._process.stdin
        words = [part.hex() if isinstance(part, bytes) else str(part) for part in body]
        self._process.stdin.write(" ".join([str(op), *words]) + "\n")
        self._process.stdin.flush()
        return self._answer()

    def end(self) -> None:
        """Ends the process."""
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait(10)

    def _answer(self) -> Step:
        assert self._process.stdout
        package = None
        while line := self._process.stdout.readline().split():
            if line[0] == "26":
                package = bytes.fromhex(line[1])
            elif line[0] == "done":
                return Step(float(line[1]) / 1e6, int(line[2]), package)
        raise RuntimeError("our session ended")


class Group:
    """A group of davey members, and the delivery service's part of its life."""

    def __init__(self, size: int) -> None:
        self.sender = ExternalSender()
        self.epoch = 0
        self.leaves: list[int | None] = []
        self.members: dict[int, davey.DaveSession] = {}
        self.transition = 0
        users = list(range(1, size + 1))
        packages = {user: self._session(user) for user in users}
        first = users[0]
        adds = [self.sender.add(u64(CHANNEL), 0, user, packages[user]) for user in users[1:]]
        self.leaves = [first]
        self.commit(first, adds)

    def _session(self, user: int) -> bytes:
        session = davey.DaveSession(1, user, CHANNEL)
        session.set_external_sender(self.sender.package)
        self.members[user] = session
        return session.get_serialized_key_package()

    def add(self, user: int, package: bytes | None = None) -> Proposal:
        """The external proposal that adds somebody: of davey's, unless a key package is given."""
        return self.sender.add(u64(CHANNEL), self.epoch, user, package or self._session(user))

    def remove(self, user: int) -> Proposal:
        """The external proposal that removes somebody."""
        return self.sender.remove(u64(CHANNEL), self.epoch, user, self.leaves.index(user))

    @staticmethod
    def op27(proposals: list[Proposal]) -> bytes:
        """The proposals as they are sent."""
        return b"\0" + vector(b"".join(proposal.message for proposal in proposals))

    def commit(self, by: int, proposals: list[Proposal]) -> tuple[bytes, Welcome | None]:
        """One member commits, the others of davey's follow: the commit and the Welcome."""
        joining = {item.user_id for item in proposals if item.is_add}
        leaving = {item.user_id for item in proposals if not item.is_add}
        known = [*self.members, OURS]
        payload = vector(b"".join(proposal.message for proposal in proposals))
        staying = [user for user in self.leaves if user in self.members and user not in leaving]
        made = None
        for user in staying if self.epoch else [by]:
            answer = self.members[user].process_proposals(davey.ProposalsOperationType.append, payload, known)
            made = answer if user == by else made
        assert made is not None
        reader = Reader(made.commit)
        commit = read_commit(reader)
        welcome = Welcome.read(made.welcome) if made.welcome else None
        self._apply([next(item for item in proposals if item.reference == each) for each in commit.references])
        for user in staying if self.epoch > 1 else [by]:
            self.members[user].process_commit(made.commit)
        for item in proposals:
            if item.user_id in joining and item.user_id in self.members:
                assert welcome and item.key_package
                self.members[item.user_id].process_welcome(welcome.for_member(key_package_reference(item.key_package)))
        for user in leaving:
            self.members.pop(user, None)
        self.transition += 1
        return made.commit, welcome

    def _apply(self, proposals: list[Proposal]) -> None:
        for item in proposals:
            if not item.is_add:
                self.leaves[self.leaves.index(item.user_id)] = None
        while self.leaves and self.leaves[-1] is None:
            self.leaves.pop()
        for item in proposals:
            if item.is_add and None in self.leaves:
                self.leaves[self.leaves.index(None)] = item.user_id
            elif item.is_add:
                self.leaves.append(item.user_id)
        self.epoch += 1


def measure_group() -> dict[str, float]:
    """Our member joins 49 of davey's by Welcome, again and again, and follows their commits."""
    group = Group(SIZE - 1)
    # Commits by many members fill the tree's inner nodes, as a call's life does.
    newest = SIZE
    for number_ in range(COMMITS_BEFORE // 2):
        group.commit(2 + 7 * number_, [group.add(newest + 100 + number_)])
        group.commit(5 + 7 * number_, [group.remove(newest + 100 + number_)])
    joins: list[float] = []
    ours: OurSession | None = None
    for number_ in range(REPETITIONS):
        if ours:
            ours.end()
            group.commit(3 + number_, [group.remove(OURS)])
        ours, milliseconds = _join(group, by=10 + number_)
        joins.append(milliseconds)
    assert ours
    proposals, commits = _follow(group, ours)
    ours.end()
    return {
        "dave.join50_ms": median(joins),
        "dave.commit50_ms": median(commits),
        "dave.propose50_ms": median(proposals),
        "dave.commit50_worst_ms": max(commits),
        "dave.join50_worst_ms": max(joins),
    }


def _join(group: Group, *, by: int) -> tuple[OurSession, float]:
    ours = OurSession()
    ours.tell(11, *group.members)
    ours.tell(25, group.sender.package)
    package = ours.tell(4, 1).key_package
    assert package
    _, welcome = group.commit(by, [group.add(OURS, package)])
    assert welcome
    step = ours.tell(30, u16(group.transition) + welcome.for_member(key_package_reference(package)))
    assert step.members == SIZE, step
    ours.tell(22, group.transition)
    return ours, step.milliseconds


def _follow(group: Group, ours: OurSession) -> tuple[list[float], list[float]]:
    """One leaves and another comes, in one commit, so that the group stays one of 50."""
    proposed: list[float] = []
    committed: list[float] = []
    for number_ in range(2 * REPETITIONS):
        gone, new = 20 + number_, 1000 + number_
        changes = [group.remove(gone), group.add(new)]
        ours.tell(11, new)
        proposed.append(ours.tell(27, group.op27(changes)).milliseconds)
        commit, _ = group.commit(2, changes)
        step = ours.tell(29, u16(group.transition) + commit)
        assert step.members == SIZE, step
        committed.append(step.milliseconds)
        ours.tell(22, group.transition)
    return proposed, committed
