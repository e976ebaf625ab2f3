"""WebSocket servers that nobody of this project wrote, for the client's tests.

Prints one line of JSON with the ports and the certificate authority's file, then serves until standard input ends.
"""

import asyncio
import datetime
import ipaddress
import json
import ssl
import sys
import tempfile
from pathlib import Path
from urllib.parse import parse_qs, urlparse

import websockets
from aiohttp import WSMsgType, web
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from websockets.asyncio.server import serve

LAST_CLOSE = {}


def make_certificates(folder: Path) -> Path:
    """A certificate authority and a server certificate for 127.0.0.1 and localhost."""
    now = datetime.datetime.now(datetime.timezone.utc)

    def build(name, key, issuer, issuer_key, is_ca):
        subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(issuer or subject)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - datetime.timedelta(days=1))
            .not_valid_after(now + datetime.timedelta(days=1))
            .add_extension(x509.BasicConstraints(ca=is_ca, path_length=None), critical=True)
        )
        if not is_ca:
            names = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
            builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
        return builder.sign(issuer_key or key, hashes.SHA256())

    authority_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    authority = build("Test authority", authority_key, None, None, True)
    certificate = build("localhost", key, authority.subject, authority_key, False)
    pem = serialization.Encoding.PEM
    (folder / "authority.pem").write_bytes(authority.public_bytes(pem))
    (folder / "server.pem").write_bytes(
        certificate.public_bytes(pem)
        + key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return folder


def query(path: str) -> dict:
    return {name: values[0] for name, values in parse_qs(urlparse(path).query).items()}


async def handle(socket):
    path = socket.request.path
    name, options = urlparse(path).path, query(path)
    if name == "/echo":
        async for message in socket:
            await socket.send(message)
    elif name == "/fragments":
        # A message in three fragments with a ping between them, then the same text in one.
        text = await socket.recv()

        async def parts():
            for index in range(0, len(text), max(1, len(text) // 3)):
                yield text[index : index + max(1, len(text) // 3)]
                await socket.ping()

        await socket.send(parts())
        await socket.send(text)
    elif name == "/close":
        await socket.close(int(options["code"]), options.get("reason", ""))
    elif name == "/drop":
        await socket.recv()
        socket.transport.abort()
    elif name == "/headers":
        await socket.send(json.dumps({key.lower(): value for key, value in socket.request.headers.raw_items()}))
        await socket.wait_closed()
    elif name == "/alpn":
        tls = socket.transport.get_extra_info("ssl_object")
        await socket.send(f"{tls.selected_alpn_protocol()} {tls.version()}")
        await socket.wait_closed()
    elif name == "/burst":
        for number in range(int(options["count"])):
            await socket.send(f"{number} " + "x" * int(options["size"]))
    elif name == "/ping":
        await (await socket.ping(b"are you there"))
        await socket.send("the pong came")
        await socket.wait_closed()
    elif name == "/record":
        await socket.send("ready")
        await socket.wait_closed()
        LAST_CLOSE[options["key"]] = f"{socket.close_code} {socket.close_reason}"
    elif name == "/recorded":
        while options["key"] not in LAST_CLOSE:
            await asyncio.sleep(0.01)
        await socket.send(LAST_CLOSE[options["key"]])


def refuse(connection, request):
    if urlparse(request.path).path == "/refuse":
        options = query(request.path)
        response = connection.respond(int(options["status"]), "no\n")
        response.headers["Retry-After"] = "7"
        if "location" in options:
            response.headers["Location"] = options["location"]
        return response
    return None


async def handle_aiohttp(request):
    socket = web.WebSocketResponse(compress=True)
    await socket.prepare(request)
    async for message in socket:
        if message.type == WSMsgType.TEXT:
            await socket.send_str(message.data)
        elif message.type == WSMsgType.BINARY:
            await socket.send_bytes(message.data)
    return socket


async def main():
    loop = asyncio.get_running_loop()
    with tempfile.TemporaryDirectory() as folder:
        certificates = make_certificates(Path(folder))
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(certificates / "server.pem")
        # Prefers HTTP/2, which the client must not choose.
        tls.set_alpn_protocols(["h2", "http/1.1"])
        options = {"process_request": refuse, "max_size": 64 << 20, "ping_interval": None}
        plain = await serve(handle, "127.0.0.1", 0, **options)
        secure = await serve(handle, "127.0.0.1", 0, ssl=tls, **options)
        application = web.Application()
        application.router.add_get("/echo", handle_aiohttp)
        runner = web.AppRunner(application)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        print(
            json.dumps(
                {
                    "plain": plain.sockets[0].getsockname()[1],
                    "secure": secure.sockets[0].getsockname()[1],
                    "aiohttp": site._server.sockets[0].getsockname()[1],
                    "authority": str(certificates / "authority.pem"),
                    "websockets": websockets.__version__,
                }
            ),
            flush=True,
        )
        await loop.run_in_executor(None, sys.stdin.read)


asyncio.run(main())
