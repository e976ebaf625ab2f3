"""The delivery service of one call: proposals, the commit race, Welcomes, transitions, recovery, versions."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import TYPE_CHECKING

from .codec import MalformedError, Reader, Welcome, read_commit, read_key_package, u16, u64, vector
from .expectation import Expectation
from .external_sender import ExternalSender, Proposal, key_package_reference
from .forgery import forged_proposals
from .group import Group
from .knobs import DaveKnobs
from .participant import Membership, Participant
from .transitions import Transition, Transitions

if TYPE_CHECKING:
    from ..signals import Signal
    from ..violations import Violations

APPEND, REVOKE = b"\x00", b"\x01"
# Without these (proposals, commits, the Welcome) nobody gets into the group.
GROUP_OPS = (27, 29, 30)


class DeliveryService:
    """Speaks ops 21 to 31 with every participant whose call is encrypted. Used on the simulator's loop only."""

    def __init__(self, channel_id: int, knobs: DaveKnobs, violations: Violations, signal: Signal) -> None:
        self.knobs = knobs
        self.sender = ExternalSender()
        self.group = Group(u64(channel_id))
        self.members: dict[int, Membership] = {}
        self.version = 0
        self.forced_version: int | None = None
        self.expectation = Expectation()
        self.commits_accepted: list[int] = []
        self.commits_refused = 0
        self.invalid_reports: list[tuple[int, int]] = []
        self._held: list[Proposal] | None = None
        self.transitions = Transitions(self._execute, lambda: knobs.transition_timeout)
        self._violations = violations
        self._signal = signal

    # Who is here, and which version holds.

    def version_with(self, offered: int, configured: int) -> int:
        """The version that op 4 tells somebody who offers `offered`."""
        offers = [member.participant.dave_version for member in self.members.values()]
        allowed = configured if self.forced_version is None else min(configured, self.forced_version)
        return min([allowed, offered, *offers])

    def join(self, participant: Participant, configured: int) -> None:
        """Somebody got op 4: they belong to the call from now on."""
        target = self.version_with(participant.dave_version, configured)
        first = not self.members
        self.members[participant.user_id] = Membership(participant)
        if first or target == self.version:
            self.version = target
            self.expectation.settle(target)
            if target:
                participant.send_binary(25, self.sender.package)
        elif target < self.version:
            self._downgrade()
        else:
            self._upgrade()
        self._signal.notify()

    def leave(self, participant: Participant) -> None:
        """Somebody is gone: they are removed from the group, or their pending addition is revoked."""
        member = self.members.get(participant.user_id)
        if member is None or member.participant is not participant:
            return
        del self.members[participant.user_id]
        self.transitions.gone(participant.user_id)
        if not self.version:
            return
        if len(self.members) == 1 and self.knobs.sole_member_reset:
            self._reset_sole_member()
            return
        self._revoke(self._pending_additions(participant.user_id))
        self._propose_removal(participant.user_id)

    def force_version(self, version: int | None, configured: int) -> None:
        """Downgrades or upgrades the call, as Discord does at times; None lifts the limit."""
        self.forced_version = version
        target = self.version_with(configured, configured)
        if target < self.version:
            self._downgrade()
        elif target > self.version:
            self._upgrade()

    # What participants send.

    def key_package(self, participant: Participant, data: bytes) -> None:
        """Op 26."""
        member = self._member(participant)
        if member is None:
            return
        try:
            leaf = read_key_package(data)
        except MalformedError as error:
            self._violation("malformed key package", f"{error}: {data[:8].hex()}, {len(data)} bytes")
            return
        if leaf.identity != u64(participant.user_id):
            self._violation("key package of somebody else", leaf.identity.hex())
            return
        if not member.awaiting_key_package:
            # Without op 31 or a new connection the server has no use for another one.
            return
        member.awaiting_key_package = False
        if member.key_package == data:
            self._violation("key package used twice", str(participant.user_id))
        member.key_package = data
        self._propose_addition(member)
        if len(self.members) == 1:
            participant.send_json(21, {"protocol_version": self.version, "transition_id": 0})
        self._signal.notify()

    def commit_welcome(self, participant: Participant, data: bytes) -> None:
        """Op 28. The first correct commit of an epoch wins; the others are dropped."""
        reader = Reader(data)
        try:
            commit = read_commit(reader)
            welcome = Welcome.read(reader.rest) if reader.rest else None
        except MalformedError as error:
            self._violation("malformed commit", f"{error}: {data[:8].hex()}, {len(data)} bytes")
            return
        committer = participant.user_id
        try:
            self.group.check(commit, committer)
        except MalformedError:
            # Losing the race, or proposals that crossed the commit on the way: everyday events.
            self.commits_refused += 1
            return
        if committer == self.knobs.reject_commits_of:
            self.commits_refused += 1
            return
        additions = [self.group.pending[item] for item in commit.references if self.group.pending[item].is_add]
        references = {key_package_reference(item.key_package or b"") for item in additions}
        if references != set(welcome.secrets if welcome else {}):
            self._violation("the Welcome is not for exactly the added members", str(committer))
            return
        before = self.group.members if self.group.epoch else [committer]
        self.group.apply(commit, committer)
        self.commits_accepted.append(committer)
        self._distribute(commit.raw, welcome, additions, before)

    def transition_ready(self, participant: Participant, transition_id: int) -> None:
        """Op 23."""
        self.transitions.ready(participant.user_id, transition_id)

    def invalid_commit_welcome(self, participant: Participant, transition_id: int) -> None:
        """Op 31: the member could not follow; it is removed and, with its new key package, added again."""
        member = self._member(participant)
        if member is None:
            return
        self.invalid_reports.append((participant.user_id, transition_id))
        member.invalid_reports += 1
        member.awaiting_key_package = True
        member.key_package = None
        self.transitions.gone(participant.user_id)
        self._revoke(self._pending_additions(participant.user_id))
        self._propose_removal(participant.user_id)
        self._signal.notify()

    def forge(self, kind: str, user_id: int) -> None:
        """Sends one participant a proposal that it must refuse (see `forgery.KINDS`); the group knows nothing of it."""
        victim = next((other for other in self.group.members if other != user_id), user_id)
        self._send_binary([user_id], 27, forged_proposals(kind, self.group, self.sender, victim))

    # Proposals.

    def hold(self) -> None:
        """Keeps proposals of an established group back, so that several reach its members in one op 27."""
        self._held = []

    def release(self) -> None:
        """Sends what was held back and still stands."""
        held, self._held = self._held or [], None
        self._append([item for item in held if item.reference in self.group.pending], self._established())

    def _propose_addition(self, member: Membership) -> None:
        assert member.key_package is not None
        user_id = member.participant.user_id
        group = self.group
        earlier = group.proposals_for(user_id)
        proposal = self.sender.add(group.group_id, group.epoch, user_id, member.key_package)
        group.pending[proposal.reference] = proposal
        if group.epoch:
            self._append([proposal], self._established())
            return
        others = [other for other, item in self.members.items() if item.key_package and other != user_id]
        self._append([proposal], others)
        self._append(earlier, [user_id])

    def _pending_additions(self, user_id: int) -> list[Proposal]:
        return [item for item in self.group.pending.values() if item.user_id == user_id and item.is_add]

    def _propose_removal(self, user_id: int) -> None:
        leaf = self.group.leaf_of(user_id)
        if self.group.epoch == 0 or leaf is None:
            return
        if any(item.user_id == user_id and not item.is_add for item in self.group.pending.values()):
            return
        proposal = self.sender.remove(self.group.group_id, self.group.epoch, user_id, leaf)
        self.group.pending[proposal.reference] = proposal
        self._append([proposal], self._established())

    def _established(self) -> list[int]:
        """The members that follow the group: not those that are to be removed."""
        leaving = {item.user_id for item in self.group.pending.values() if not item.is_add}
        return [user_id for user_id in self.group.members if user_id not in leaving]

    def _append(self, proposals: list[Proposal], addressees: Iterable[int]) -> None:
        if not proposals:
            return
        if self._held is not None and self.group.epoch:
            self._held += proposals
            return
        messages = b"".join(proposal.message for proposal in proposals)
        self._send_binary(addressees, 27, APPEND + vector(messages))

    def _revoke(self, proposals: list[Proposal]) -> None:
        if not proposals:
            return
        for proposal in proposals:
            del self.group.pending[proposal.reference]
        addressees = self._established() if self.group.epoch else list(self.members)
        references = b"".join(vector(proposal.reference) for proposal in proposals)
        self._send_binary(addressees, 27, REVOKE + vector(references))

    # Commits and transitions.

    def _distribute(self, commit: bytes, welcome: Welcome | None, additions: list[Proposal], before: list[int]) -> None:
        # Somebody removed and added again in one commit is a newcomer: it gets the Welcome only.
        added = {item.user_id for item in additions}
        staying = [user_id for user_id in before if user_id in self.group.members and user_id not in added]
        transition = self.transitions.announce(self.version, set(staying) | added)
        number = u16(transition.id)
        announced = commit
        if self.knobs.corrupt_commits > 0:
            self.knobs.corrupt_commits -= 1
            announced = commit[:-1] + bytes([commit[-1] ^ 1])
        for user_id in staying:
            # Whoever made the commit knows it already; a corrupted copy would only look like another's.
            self._send_binary([user_id], 29, number + (commit if user_id == self.commits_accepted[-1] else announced))
        for addition in additions:
            assert welcome is not None and addition.key_package is not None
            data = welcome.for_member(key_package_reference(addition.key_package))
            if self.knobs.corrupt_welcomes > 0:
                self.knobs.corrupt_welcomes -= 1
                data = data[:-1] + bytes([data[-1] ^ 1])
            self._send_binary([addition.user_id], 30, number + data)
        self._catch_up()
        self._signal.notify()

    def _catch_up(self) -> None:
        """Proposes again what happened while the commit was on its way."""
        for user_id in self.group.members:
            if user_id not in self.members or self.members[user_id].awaiting_key_package:
                self._propose_removal(user_id)
        for user_id, member in list(self.members.items()):
            if member.key_package and user_id not in self.group.members:
                self._propose_addition(member)

    def _execute(self, transition: Transition) -> None:
        if self.knobs.never_execute > 0:
            self.knobs.never_execute -= 1
            return
        self._send_json(transition.participants, 22, {"transition_id": transition.id})
        self.version = transition.version
        self.expectation.settle(transition.version, after=0.25)
        self._signal.notify()

    # Versions.

    def _reset_sole_member(self) -> None:
        """Alone, there is nobody to share secrets with: a new epoch 1 waits for the next to come."""
        self._restart_group()
        everyone = list(self.members)
        self._send_json(everyone, 24, {"protocol_version": self.version, "epoch": 1})
        if self.knobs.repeat_external_sender:
            self._send_binary(everyone, 25, self.sender.package)
        self._send_json(everyone, 21, {"protocol_version": self.version, "transition_id": 0})

    def _downgrade(self) -> None:
        self.expectation.loosen()
        self._restart_group()
        transition = self.transitions.announce(0, set(self.members))
        self._send_json(self.members, 21, {"protocol_version": 0, "transition_id": transition.id})

    def _upgrade(self) -> None:
        self.expectation.loosen()
        self._restart_group()
        self.version = 1
        self._send_json(self.members, 24, {"protocol_version": 1, "epoch": 1})
        if self.knobs.repeat_external_sender:
            self._send_binary(self.members, 25, self.sender.package)

    def _restart_group(self) -> None:
        self.group = Group(self.group.group_id)
        self.transitions.abandon()
        for member in self.members.values():
            member.key_package = None
            member.awaiting_key_package = True

    # Sending.

    def _member(self, participant: Participant) -> Membership | None:
        member = self.members.get(participant.user_id)
        return member if member and member.participant is participant else None

    def _send_json(self, addressees: Iterable[int], op: int, data: dict[str, int]) -> None:
        for user_id in list(addressees):
            if member := self.members.get(user_id):
                member.participant.send_json(op, data)

    def _send_binary(self, addressees: Iterable[int], op: int, payload: bytes) -> None:
        for user_id in list(addressees):
            member = self.members.get(user_id)
            if member and user_id == self.knobs.withhold_from and op in GROUP_OPS:
                self.knobs.withheld.append(op)
                self._signal.notify()
            elif member:
                member.participant.send_binary(op, payload)

    def _violation(self, rule: str, detail: str) -> None:
        self._violations.add("dave", rule, f"{detail} at {time.strftime('%H:%M:%S')}")
