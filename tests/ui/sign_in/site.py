"""A small web site on this computer that does what sign-in pages do, and writes down what it was asked for."""

import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


class Site:
    """`pages` are bodies by path; a body that begins with ``to:`` is a redirect, one that begins with ``file:`` a download."""

    def __init__(self, pages: Mapping[str, str], scheme: str, port: int) -> None:
        self.pages = dict(pages)
        self.port = port
        self.address = f"{scheme}://127.0.0.1:{port}"
        self.asked: list[str] = []
        self.cookies: list[str | None] = []


@contextmanager
def site(pages: Mapping[str, str], certificate: Path | None = None, port: int = 0) -> Iterator[Site]:
    """The site while the block runs; over https with the certificate and key in `certificate`; port 0 is a free one."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = self.path.partition("?")[0]
            running.asked.append(path)
            running.cookies.append(self.headers["Cookie"])
            body = running.pages.get(path)
            if body is not None and body.startswith("to:"):
                self.send_response(302)
                self.send_header("Location", body.removeprefix("to:"))
                content = b""
            else:
                self.send_response(404 if body is None else 200)
                content = (body or "").removeprefix("file:").encode()
                if body is not None and body.startswith("file:"):
                    self.send_header("Content-Disposition", 'attachment; filename="report.bin"')
                    self.send_header("Content-Type", "application/octet-stream")
                else:
                    self.send_header("Content-Type", "text/html; charset=utf-8")
                    self.send_header("Set-Cookie", "visited=yes; Max-Age=3600")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_POST = do_GET  # noqa: N815 - named by http.server

        def log_message(self, *_: object) -> None:
            pass

    server = _Server(("127.0.0.1", port), Handler)
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    running = Site(pages, "https" if certificate else "http", server.server_port)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, name="site")
    thread.start()
    try:
        yield running
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A browser that turns away from a certificate, or is closed, breaks off: that is what is tested."""


def self_signed(path: Path) -> Path:
    """A certificate for 127.0.0.1 that nobody vouches for, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path.write_bytes(certificate.public_bytes(serialization.Encoding.PEM) + private)
    return path
