"""The little of the MLS wire format that a delivery service reads and writes (RFC 9420)."""

from __future__ import annotations

from dataclasses import dataclass

PUBLIC_MESSAGE = 1
SENDER_MEMBER, SENDER_EXTERNAL = 1, 2
CONTENT_PROPOSAL, CONTENT_COMMIT = 2, 3
PROPOSAL_ADD, PROPOSAL_REMOVE = 1, 3
BY_VALUE, BY_REFERENCE = 1, 2
SOURCE_KEY_PACKAGE, SOURCE_COMMIT = 1, 3


class MalformedError(ValueError):
    """Bytes that are not the structure they should be."""


def u16(value: int) -> bytes:
    """Two bytes, big endian."""
    return value.to_bytes(2, "big")


def u32(value: int) -> bytes:
    """Four bytes, big endian."""
    return value.to_bytes(4, "big")


def u64(value: int) -> bytes:
    """Eight bytes, big endian."""
    return value.to_bytes(8, "big")


def vector(data: bytes) -> bytes:
    """Data with its length in front, as a variable-size integer of 1, 2 or 4 bytes."""
    size = len(data)
    if size < 1 << 6:
        return bytes([size]) + data
    if size < 1 << 14:
        return u16(size | 0x4000) + data
    return u32(size | 0x8000_0000) + data


class Reader:
    """Reads structures from the front of some bytes; raises `MalformedError` past the end."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.position = 0

    @property
    def rest(self) -> bytes:
        """What has not been read yet."""
        return self.data[self.position :]

    def take(self, count: int) -> bytes:
        """The next `count` bytes."""
        part = self.data[self.position : self.position + count]
        if len(part) != count:
            raise MalformedError(f"ends at {len(self.data)}, wanted {self.position + count}")
        self.position += count
        return part

    def number(self, size: int) -> int:
        """An unsigned big-endian number of `size` bytes."""
        return int.from_bytes(self.take(size), "big")

    def vector(self) -> bytes:
        """A variable-size vector's content."""
        first = self.number(1)
        size = {0: 1, 1: 2, 2: 4}.get(first >> 6)
        if size is None:
            raise MalformedError("a length with an invalid prefix")
        length = first & 0x3F
        for _ in range(size - 1):
            length = length << 8 | self.number(1)
        return self.take(length)


@dataclass(frozen=True)
class LeafNode:
    """The parts of a leaf that matter here."""

    signature_key: bytes
    identity: bytes


@dataclass(frozen=True)
class Commit:
    """A member's commit: which group and epoch, by which leaf, and the proposals it refers to."""

    raw: bytes
    group_id: bytes
    epoch: int
    leaf: int
    references: list[bytes]
    has_path: bool


def read_leaf(reader: Reader) -> LeafNode:
    """Reads a LeafNode."""
    reader.vector()
    signature_key = reader.vector()
    if reader.number(2) != 1:
        raise MalformedError("the credential is not basic")
    identity = reader.vector()
    for _ in range(5):
        reader.vector()
    source = reader.number(1)
    if source == SOURCE_KEY_PACKAGE:
        reader.take(16)
    elif source == SOURCE_COMMIT:
        reader.vector()
    reader.vector()
    reader.vector()
    return LeafNode(signature_key, identity)


def read_key_package(data: bytes) -> LeafNode:
    """The leaf of a bare KeyPackage of cipher suite 2; anything left over is an error."""
    reader = Reader(data)
    if reader.number(2) != 1 or reader.number(2) != 2:
        raise MalformedError("not a key package of MLS 1.0 and suite 2")
    reader.vector()
    leaf = read_leaf(reader)
    reader.vector()
    reader.vector()
    if reader.rest:
        raise MalformedError("bytes after the key package")
    return leaf


def read_commit(reader: Reader) -> Commit:
    """A commit as MLSMessage(PublicMessage) from a member, up to and including its membership tag."""
    start = reader.position
    if reader.number(2) != 1 or reader.number(2) != PUBLIC_MESSAGE:
        raise MalformedError("not a public MLS message")
    group_id, epoch = reader.vector(), reader.number(8)
    if reader.number(1) != SENDER_MEMBER:
        raise MalformedError("the committer is not a member")
    leaf = reader.number(4)
    reader.vector()
    if reader.number(1) != CONTENT_COMMIT:
        raise MalformedError("not a commit")
    references: list[bytes] = []
    proposals = Reader(reader.vector())
    while proposals.rest:
        if proposals.number(1) != BY_REFERENCE:
            raise MalformedError("a proposal by value")
        references.append(proposals.vector())
    has_path = bool(reader.number(1))
    if has_path:
        read_leaf(reader)
        reader.vector()
    for _ in ("signature", "confirmation tag", "membership tag"):
        reader.vector()
    return Commit(reader.data[start : reader.position], group_id, epoch, leaf, references, has_path)


@dataclass(frozen=True)
class Welcome:
    """A Welcome taken apart, so that each new member gets only the secrets meant for it."""

    cipher_suite: int
    secrets: dict[bytes, bytes]
    encrypted_group_info: bytes

    @classmethod
    def read(cls, data: bytes) -> Welcome:
        """Reads a bare Welcome; anything left over is an error."""
        reader = Reader(data)
        suite = reader.number(2)
        entries = Reader(reader.vector())
        secrets: dict[bytes, bytes] = {}
        while entries.rest:
            start = entries.position
            reference = entries.vector()
            entries.vector()
            entries.vector()
            secrets[reference] = entries.data[start : entries.position]
        welcome = cls(suite, secrets, reader.vector())
        if reader.rest:
            raise MalformedError("bytes after the Welcome")
        return welcome

    def for_member(self, key_package_reference: bytes) -> bytes:
        """The Welcome with one member's secrets only; `KeyError` if it is not welcomed."""
        entry = self.secrets[key_package_reference]
        return u16(self.cipher_suite) + vector(entry) + vector(self.encrypted_group_info)
