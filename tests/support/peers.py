"""Real peers on local ports: an HTTP server and a mail server that answer as they are told."""

import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from aiosmtpd.controller import Controller
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from portal.infra import clock


@dataclass(frozen=True)
class Asked:
    """One request as it came in."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes


@dataclass
class HttpPeer:
    """Answers with what stands next in `answers`, the last one for ever; keeps each request."""

    url: str = ""
    answers: list[tuple[int, bytes]] = field(default_factory=lambda: [(200, b"{}")])
    headers: dict[str, str] = field(default_factory=dict)
    wait: float = 0.0
    drip: float = 0.0
    asked: list[Asked] = field(default_factory=list)

    def says(self, *bodies: bytes, status: int = 200) -> None:
        self.answers = [(status, body) for body in bodies]

    def next_answer(self) -> tuple[int, bytes]:
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@contextmanager
def http_peer(context: ssl.SSLContext | None = None) -> Iterator[HttpPeer]:
    """A server of one's own until the test is over."""
    peer = HttpPeer()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _answer(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            parts = urlsplit(self.path)
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            peer.asked.append(
                Asked(self.command, parts.path, query, dict(self.headers), self.rfile.read(length))
            )
            status, body = peer.next_answer()
            time.sleep(peer.wait)
            self.send_response(status)
            for name, value in peer.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            for piece in [body] if not peer.drip else [bytes([one]) for one in body]:
                self.wfile.write(piece)
                self.wfile.flush()
                time.sleep(peer.drip)

        do_GET = do_POST = do_PUT = _answer  # noqa: N815 - as the library calls them

        def log_message(self, *_args: object) -> None:
            """Nothing on the terminal."""

        def handle(self) -> None:
            with suppress(OSError):  # who asked may have gone
                super().handle()

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    peer.url = f"http{'s' if context else ''}://127.0.0.1:{server.server_port}"
    running = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    running.start()
    try:
        yield peer
    finally:
        server.shutdown()
        running.join()
        server.server_close()


@dataclass(frozen=True)
class Mailed:
    """One mail as it came in, with its envelope."""

    sender: str
    to: list[str]
    content: bytes


@dataclass
class MailPeer:
    """Takes mail, or refuses it with what stands in `recipient` or `data`."""

    port: int = 0
    recipient: str = ""
    data: str = ""
    mails: list[Mailed] = field(default_factory=list)

    async def handle_RCPT(  # noqa: N802 - as aiosmtpd calls it
        self, server, session, envelope, address, options
    ):
        if self.recipient:
            return self.recipient
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - as aiosmtpd calls it
        if self.data:
            return self.data
        self.mails.append(Mailed(envelope.mail_from, envelope.rcpt_tos, envelope.content))
        return "250 taken"


@contextmanager
def mail_peer(context: ssl.SSLContext | None = None, *, tls: bool = False, **options) -> Iterator:
    """A mail server of one's own; with a context it offers STARTTLS, or speaks TLS alone."""
    peer = MailPeer()
    ways = {"ssl_context": context} if tls else {"tls_context": context}
    with socket.create_server(("127.0.0.1", 0)) as free:
        peer.port = free.getsockname()[1]
    controller = Controller(
        peer, hostname="127.0.0.1", port=peer.port, enable_SMTPUTF8=True, **ways, **options
    )
    controller.start()
    try:
        yield peer
    finally:
        controller.stop()


def certificate(folder: Path) -> tuple[ssl.SSLContext, str]:
    """A server's context for 127.0.0.1, and the file with what its clients should trust."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = clock.now()
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, SHA256())
    )
    pem = folder / "certificate.pem"
    pem.write_bytes(made.public_bytes(Encoding.PEM))
    secret = folder / "key.pem"
    secret.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem, secret)
    return context, str(pem)
