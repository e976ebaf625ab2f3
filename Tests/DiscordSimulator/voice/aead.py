"""Transport encryption of RTP packets: the two modes that Discord still offers."""

from __future__ import annotations

from collections.abc import Callable

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from nacl.bindings import crypto_aead_xchacha20poly1305_ietf_decrypt, crypto_aead_xchacha20poly1305_ietf_encrypt
from nacl.exceptions import CryptoError

AES256_GCM = "aead_aes256_gcm_rtpsize"
XCHACHA20_POLY1305 = "aead_xchacha20_poly1305_rtpsize"
MODES = (AES256_GCM, XCHACHA20_POLY1305)
TAG_SIZE = 16
NONCE_SIZE = 4

# (ciphertext with tag, additional data, the four nonce bytes of the packet) -> plaintext, or None when forged.
Opener = Callable[[bytes, bytes, bytes], bytes | None]
# (plaintext, additional data, four nonce bytes) -> ciphertext with tag.
Sealer = Callable[[bytes, bytes, bytes], bytes]


def opener(mode: str, key: bytes) -> Opener:
    """A function that opens packets of one session; `KeyError` for a mode that Discord does not know."""
    return {AES256_GCM: _aes, XCHACHA20_POLY1305: _xchacha}[mode](key)


def sealer(mode: str, key: bytes) -> Sealer:
    """A function that seals what the server itself sends in one session."""
    if mode == AES256_GCM:
        cipher = AESGCM(key)
        return lambda plain, additional, nonce: cipher.encrypt(nonce + bytes(8), plain, additional)
    if mode == XCHACHA20_POLY1305:
        return lambda plain, additional, nonce: crypto_aead_xchacha20poly1305_ietf_encrypt(
            plain, additional, nonce + bytes(20), key
        )
    raise KeyError(mode)


def _aes(key: bytes) -> Opener:
    cipher = AESGCM(key)

    def open_packet(sealed: bytes, additional: bytes, nonce: bytes) -> bytes | None:
        try:
            return cipher.decrypt(nonce + bytes(8), sealed, additional)
        except InvalidTag:
            return None

    return open_packet


def _xchacha(key: bytes) -> Opener:
    def open_packet(sealed: bytes, additional: bytes, nonce: bytes) -> bytes | None:
        try:
            return crypto_aead_xchacha20poly1305_ietf_decrypt(sealed, additional, nonce + bytes(20), key)
        except CryptoError:
            return None

    return open_packet
