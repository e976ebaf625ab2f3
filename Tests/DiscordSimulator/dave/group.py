"""What the server knows about an MLS group: who sits on which leaf in which epoch. It holds no secrets."""

from __future__ import annotations

from .codec import Commit, MalformedError
from .external_sender import Proposal


class Group:
    """Leaves and pending proposals. In epoch 0, before the first commit, every member has a group of its own."""

    def __init__(self, group_id: bytes) -> None:
        self.group_id = group_id
        self.epoch = 0
        self.leaves: list[int | None] = []
        self.pending: dict[bytes, Proposal] = {}

    @property
    def members(self) -> list[int]:
        """The users on leaves."""
        return [user_id for user_id in self.leaves if user_id is not None]

    def leaf_of(self, user_id: int) -> int | None:
        """The leaf of a user, or None."""
        return self.leaves.index(user_id) if user_id in self.leaves else None

    def proposals_for(self, user_id: int) -> list[Proposal]:
        """The pending proposals that a user has to commit: before the first commit, not the one that adds itself."""
        return [item for item in self.pending.values() if self.epoch or item.user_id != user_id]

    def check(self, commit: Commit, committer: int) -> None:
        """Raises `MalformedError` unless the commit is for this group and epoch and covers everything pending."""
        if commit.group_id != self.group_id:
            raise MalformedError("commit for another group")
        if commit.epoch != self.epoch:
            raise MalformedError(f"commit for epoch {commit.epoch}, the group is in {self.epoch}")
        expected_leaf = self.leaf_of(committer) if self.epoch else 0
        if commit.leaf != expected_leaf:
            raise MalformedError(f"commit by leaf {commit.leaf}, the sender sits on {expected_leaf}")
        wanted = {item.reference for item in self.proposals_for(committer)}
        if len(commit.references) != len(wanted) or set(commit.references) != wanted:
            raise MalformedError("commit does not cover exactly the pending proposals")
        if not wanted:
            raise MalformedError("commit without proposals")

    def apply(self, commit: Commit, committer: int) -> list[Proposal]:
        """Moves to the next epoch and returns the additions, in the order of the commit."""
        if self.epoch == 0:
            self.leaves = [committer]
        proposals = [self.pending[item] for item in commit.references]
        for proposal in proposals:
            if not proposal.is_add and (leaf := self.leaf_of(proposal.user_id)) is not None:
                self.leaves[leaf] = None
        while self.leaves and self.leaves[-1] is None:
            self.leaves.pop()
        additions = [proposal for proposal in proposals if proposal.is_add]
        for proposal in additions:
            if None in self.leaves:
                self.leaves[self.leaves.index(None)] = proposal.user_id
            else:
                self.leaves.append(proposal.user_id)
        self.epoch += 1
        self.pending.clear()
        return additions
