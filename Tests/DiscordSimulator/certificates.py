"""A throw-away certificate authority and a server certificate for loopback addresses."""

from __future__ import annotations

import datetime
import ipaddress
import ssl
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID


@dataclass(frozen=True)
class Certificates:
    """Files in PEM form: the CA to trust, and the server's chain and key."""

    ca_file: Path
    chain_file: Path
    key_file: Path

    @classmethod
    def make(cls, folder: Path, host: str = "127.0.0.1", names: tuple[str, ...] = ()) -> Certificates:
        """Generates a CA and a certificate whose names are the IP address, `localhost` and those given."""
        ca_key, server_key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
        ca = _certificate("Simulated Discord CA", ca_key, None, ca_key, None, ())
        server = _certificate("Simulated Discord", server_key, ca, ca_key, host, names)
        made = cls(folder / "ca.pem", folder / "server.pem", folder / "server.key")
        made.ca_file.write_bytes(_pem(ca))
        made.chain_file.write_bytes(_pem(server) + _pem(ca))
        made.key_file.touch(0o600)
        made.key_file.write_bytes(
            server_key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
        return made

    def server_context(self, alpn: list[str] | None = None) -> ssl.SSLContext:
        """A context for a server socket; `alpn` in the order in which the server prefers protocols."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.chain_file, self.key_file)
        if alpn:
            context.set_alpn_protocols(alpn)
        return context

    def client_context(self) -> ssl.SSLContext:
        """A context that trusts this CA and nothing else."""
        return ssl.create_default_context(cafile=str(self.ca_file))


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def _certificate(
    name: str,
    key: ec.EllipticCurvePrivateKey,
    issuer: x509.Certificate | None,
    issuer_key: ec.EllipticCurvePrivateKey,
    host: str | None,
    names: tuple[str, ...],
) -> x509.Certificate:
    """A certificate for `host`, or a CA where `host` is None."""
    now = datetime.datetime.now(datetime.UTC)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=90))
        .add_extension(x509.BasicConstraints(ca=host is None, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False)
        .add_extension(
            x509.KeyUsage(
                digital_signature=True,
                key_cert_sign=host is None,
                crl_sign=host is None,
                content_commitment=False,
                key_encipherment=False,
                data_encipherment=False,
                key_agreement=False,
                encipher_only=False,
                decipher_only=False,
            ),
            critical=True,
        )
    )
    if host is not None:
        known = [x509.DNSName(name) for name in ("localhost", *names)]
        alternatives = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(host)), *known])
        builder = builder.add_extension(alternatives, critical=False)
        builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
    return builder.sign(issuer_key, hashes.SHA256())
