"""The server: one process with an HTTPS, a loopback HTTP and a set-up listener (settled 27, ADR 0002).

Cheroot does the threads. Two things are ours: the TLS handshake happens in a worker thread and only when the
phone has sent something, so a phone that falls silent in a dead corner never holds up the others; and an
upload that is too large is read to its end before the refusal, or a browser shows "connection reset" instead.
"""

from __future__ import annotations

import errno
import ipaddress
import logging
import signal
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from cheroot import wsgi
from cheroot.makefile import MakeFile
from cheroot.server import HTTPConnection
from cheroot.ssl import Adapter

from scanapp.errors import ScanappError

log = logging.getLogger(__name__)

TLS_RECORD = b"\x16"
IDLE_S = 20
KEPT_MAX = 2000
QUEUE = 512  # cheroot's 5 makes the start of a shift wait for retransmissions
STOP_S = 1
DRAIN_S = 5
DRAIN_BYTES_MAX = 256 * 1024 * 1024
HTTPS_ENVIRON = {"wsgi.url_scheme": "https", "HTTPS": "on"}


class PortTaken(ScanappError):
    code = "PORT_TAKEN"
    sentence = "Port {port} on {host} is already in use, perhaps by another scanapp serve. Stop that one, or choose another port."


class ListenerRefused(ScanappError):
    code = "LISTENER_REFUSED"
    sentence = "This machine does not let the server listen on {host} port {port} ({reason}). Choose another address or port."


class PlainHttpExposed(ScanappError):
    code = "PLAIN_HTTP_EXPOSED"
    sentence = (
        "Plain HTTP is for this machine only, and {host} is not. Use --https for phones, "
        "or set SCANAPP_PROXY_HOPS when a proxy in front speaks TLS."
    )


class AddressInvalid(ScanappError):
    code = "ADDRESS_INVALID"
    sentence = "“{text}” is no address to listen on. Write HOST:PORT, for instance 0.0.0.0:8443, or off."


@dataclass(frozen=True)
class Address:
    """Where a listener listens; port 0 lets the system choose."""

    host: str
    port: int

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine can reach it."""
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False


def parse_address(text: str) -> Address | None:
    """`HOST:PORT` as an address, `off` as None; refuses ADDRESS_INVALID."""
    if text == "off":
        return None
    host, _colon, port = text.rpartition(":")
    if not host or not port.isdigit() or int(port) > 65535:
        raise AddressInvalid(text=text[:80])
    return Address(host.strip("[]"), int(port))


@dataclass(frozen=True)
class Listener:
    """One address, what answers there, and TLS or None."""

    address: Address
    app: Callable[..., Iterable[bytes]]
    tls: ssl.SSLContext | None = None
    threads: int = 16


class Server:
    """All listeners of the process: `start()` binds and serves, `stop()` ends them within about a second."""

    def __init__(self, listeners: Sequence[Listener]) -> None:
        self._servers = [_Http(listener) for listener in listeners]
        self._threads: list[threading.Thread] = []

    @property
    def ports(self) -> list[int]:
        """The port of each listener, in the order given."""
        return [server.bind_addr[1] for server in self._servers]

    def start(self) -> None:
        """Binds every listener, then serves; when one cannot be bound none is served and PORT_TAKEN is raised."""
        bound: list[_Http] = []
        try:
            for server in self._servers:
                server.listen()
                bound.append(server)
        except ScanappError:
            for server in bound:
                server.stop()
            raise
        self._threads = [threading.Thread(target=server.serve, daemon=True) for server in self._servers]
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Answers what is under way, closes the rest."""
        stopping = [threading.Thread(target=server.stop) for server in self._servers]
        for thread in stopping:
            thread.start()
        for thread in [*stopping, *self._threads]:
            thread.join(timeout=2 * STOP_S + 1)


def run(server: Server, *, announce: Callable[[list[int]], None]) -> None:
    """Serves until SIGTERM or ctrl-C. `announce` gets the ports once everything listens."""
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    server.start()
    try:
        announce(server.ports)
        while not ended.wait(3600):
            pass
    finally:
        server.stop()


class _Http(wsgi.Server):
    """A cheroot server whose new connections wait in the selector until they have something to say."""

    def __init__(self, listener: Listener) -> None:
        address = listener.address
        super().__init__(
            (address.host, address.port),
            polite(listener.app),
            numthreads=listener.threads,
            server_name="scanapp",
            request_queue_size=QUEUE,
        )
        self._listener = listener
        self.timeout = IDLE_S
        self.shutdown_timeout = STOP_S
        self.keep_alive_conn_limit = KEPT_MAX
        self.ConnectionClass = _Connection
        if listener.tls:
            self.ssl_adapter = _Later(listener.tls)

    def listen(self) -> None:
        address = self._listener.address
        try:
            self.prepare()
        except OSError as error:
            where = {"host": address.host, "port": address.port}
            if error.errno == errno.EADDRINUSE or "Address already in use" in str(error):
                raise PortTaken(**where) from None
            raise ListenerRefused(
                **where, reason=error.strerror or str(error).rsplit("] ", 1)[-1].rstrip(")")
            ) from None

    def process_conn(self, conn: _Connection) -> None:
        if conn.last_used is None:
            self.put_conn(conn)
        else:
            super().process_conn(conn)

    def error_log(self, msg: str = "", level: int = logging.INFO, traceback: bool = False) -> None:
        log.log(level, msg, exc_info=traceback)


class _Later(Adapter):
    """Leaves the socket as it is: the connection's first worker does the handshake."""

    def __init__(self, context: ssl.SSLContext) -> None:
        self.context = context

    def bind(self, sock: socket.socket) -> socket.socket:
        return sock

    def wrap(self, sock: socket.socket) -> tuple[socket.socket, dict[str, Any]]:
        return sock, dict(HTTPS_ENVIRON)

    def get_environ(self) -> dict[str, Any]:
        return dict(HTTPS_ENVIRON)

    def makefile(self, sock: socket.socket, mode: str = "r", bufsize: int = -1) -> Any:
        return MakeFile(sock, mode, bufsize)


class _Connection(HTTPConnection):
    """A connection that shakes hands on its first turn, and shows plain HTTP the way to HTTPS."""

    def communicate(self) -> bool:
        adapter = self.server.ssl_adapter
        if adapter is None or isinstance(self.socket, ssl.SSLSocket):
            return bool(super().communicate())
        try:
            if self.socket.recv(1, socket.MSG_PEEK) != TLS_RECORD:
                self._point_to_https()
                return False
            self.socket = adapter.context.wrap_socket(
                self.socket, server_side=True, do_handshake_on_connect=False
            )
            self.socket.do_handshake()
        except OSError as error:
            log.debug("no handshake with %s: %s", self.remote_addr, error)
            return False
        self.rfile = MakeFile(self.socket, "rb", self.rbufsize)
        self.wfile = MakeFile(self.socket, "wb", self.wbufsize)
        return True

    def close(self) -> None:
        try:
            super().close()
        except OSError as error:  # would end the worker thread for good
            log.debug("no clean end with %s: %s", self.remote_addr, error)

    def _point_to_https(self) -> None:
        head = self.socket.recv(4096).decode("latin-1").split("\r\n")
        hosts = [line[5:].strip() for line in head if line[:5].lower() == "host:"]
        parts = head[0].split(" ")
        if hosts and len(parts) == 3 and parts[1].startswith("/"):
            answer = f"HTTP/1.1 308 Permanent Redirect\r\nLocation: https://{hosts[0]}{parts[1]}\r\n"
            self.socket.sendall(f"{answer}Content-Length: 0\r\nConnection: close\r\n\r\n".encode("latin-1"))


def polite(app: Callable[..., Iterable[bytes]]) -> Callable[..., Iterable[bytes]]:
    """Reads a refused upload to its end, within 5 s and 256 MB, so that the browser gets to read the refusal."""

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            if status.startswith("413"):
                _drain(environ["wsgi.input"])
            return start_response(status, headers, *rest)

        return app(environ, start)

    return answer


def _drain(body: Any) -> None:
    until, left = time.monotonic() + DRAIN_S, DRAIN_BYTES_MAX
    try:
        while left > 0 and time.monotonic() < until and (chunk := body.read(65536)):
            left -= len(chunk)
    except OSError as error:
        log.debug("the sender of a refused upload went away: %s", error)
