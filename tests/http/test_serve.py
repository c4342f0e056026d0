"""The server process: listeners, TLS, silent phones, ports that are taken, uploads that are too large."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, abort, request

from scanapp import serve, tls

ANY = serve.Address("127.0.0.1", 0)


def echo() -> Flask:
    app = Flask("echo")
    app.config["MAX_CONTENT_LENGTH"] = 1024 * 1024

    @app.route("/", methods=["GET", "POST"])
    def index() -> dict[str, Any]:
        return {"scheme": request.scheme, "length": len(request.get_data())}

    @app.route("/refuse", methods=["POST"])
    def refuse() -> str:
        abort(413)

    return app


@pytest.fixture
def certificates(tmp_path: Path) -> tls.Certificates:
    made = tls.Certificates(tmp_path / "tls")
    tls.init(made, [], [], now=datetime.now(UTC))
    return made


@pytest.fixture
def ports(certificates: tls.Certificates) -> Iterator[list[int]]:
    """[https, http] of a running server with four worker threads each."""
    app = echo()
    listeners = [
        serve.Listener(ANY, app, tls.context(certificates), threads=4),
        serve.Listener(ANY, app, threads=4),
    ]
    server = serve.Server(listeners)
    server.start()
    yield server.ports
    server.stop()


def trusting(certificates: tls.Certificates) -> ssl.SSLContext:
    return ssl.create_default_context(cadata=certificates.der())


def test_https_and_http_answer_in_one_process(ports: list[int], certificates: tls.Certificates) -> None:
    secure = http.client.HTTPSConnection("localhost", ports[0], context=trusting(certificates))
    for _ in range(2):  # the second request uses the same connection
        secure.request("POST", "/", b"x" * 1000)
        assert secure.getresponse().read() == b'{"length":1000,"scheme":"https"}\n'
    plain = http.client.HTTPConnection("127.0.0.1", ports[1])
    plain.request("GET", "/")
    assert b'"http"' in plain.getresponse().read()


def test_phones_that_fall_silent_hold_nobody_up(ports: list[int], certificates: tls.Certificates) -> None:
    silent = [socket.create_connection(("127.0.0.1", port)) for port in ports for _ in range(20)]
    shaken = [
        trusting(certificates).wrap_socket(
            socket.create_connection(("127.0.0.1", ports[0])), server_hostname="localhost"
        )
    ]
    started = time.monotonic()
    secure = http.client.HTTPSConnection("localhost", ports[0], context=trusting(certificates), timeout=5)
    secure.request("GET", "/")
    assert secure.getresponse().status == 200
    assert time.monotonic() - started < 2
    for connection in [*silent, *shaken]:
        connection.close()


def test_plain_http_on_the_https_port_is_shown_the_way(ports: list[int]) -> None:
    plain = http.client.HTTPConnection("127.0.0.1", ports[0])
    plain.request("GET", "/floor/?a=1")
    answer = plain.getresponse()
    assert (answer.status, answer.headers["Location"]) == (308, f"https://127.0.0.1:{ports[0]}/floor/?a=1")


def test_noise_on_the_https_port_leaves_the_server_standing(
    ports: list[int], certificates: tls.Certificates
) -> None:
    for noise in (b"\x16\x03\x01\xff\xff" + b"\0" * 50, b"\0\xff\n", b"GET\r\n\r\n", b"\x16"):
        with socket.create_connection(("127.0.0.1", ports[0])) as connection:
            connection.sendall(noise)
    test_https_and_http_answer_in_one_process(ports, certificates)


def test_a_refused_upload_still_gets_its_answer(ports: list[int], certificates: tls.Certificates) -> None:
    secure = http.client.HTTPSConnection("localhost", ports[0], context=trusting(certificates))
    secure.request("POST", "/refuse", b"x" * 20_000_000)
    assert secure.getresponse().status == 413


def test_a_second_server_on_the_port_says_so(ports: list[int]) -> None:
    second = serve.Server(
        [serve.Listener(ANY, echo()), serve.Listener(serve.Address("127.0.0.1", ports[1]), echo())]
    )
    with pytest.raises(serve.PortTaken, match=f"Port {ports[1]} .* already in use"):
        second.start()


def test_an_address_of_another_machine_is_refused_in_words() -> None:
    with pytest.raises(serve.ListenerRefused, match=r"192\.0\.2\.1"):
        serve.Server([serve.Listener(serve.Address("192.0.2.1", 0), echo())]).start()


@pytest.mark.parametrize("text", ["", "8443", "x:y", "host:70000", ":1"])
def test_an_address_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(serve.AddressInvalid):
        serve.parse_address(text)


def test_addresses_are_read() -> None:
    assert serve.parse_address("off") is None
    assert serve.parse_address("[::1]:8000") == serve.Address("::1", 8000)
    assert [
        serve.Address(host, 1).is_loopback for host in ("127.0.0.1", "::1", "localhost", "0.0.0.0", "nas")
    ] == [
        True,
        True,
        True,
        False,
        False,
    ]


def scanapp(tmp_path: Path, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "scanapp.cli", *arguments],
        env={**os.environ, "SCANAPP_DATA": str(tmp_path / "data"), "SCANAPP_DATABASE_URL": ""},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_the_command_starts_from_nothing_and_stops_at_once_when_told(tmp_path: Path) -> None:
    process = scanapp(
        tmp_path, "serve", "--http", "127.0.0.1:0", "--https", "127.0.0.1:0", "--setup", "127.0.0.1:0"
    )
    try:
        assert process.stdout
        line = process.stdout.readline()
        assert line.startswith("On this machine"), line
        port = int(line.rstrip("/\n").rsplit(":", 1)[1])
        assert "scanapp tls init" in process.stdout.readline()
        connection = http.client.HTTPConnection("127.0.0.1", port)
        connection.request("GET", "/floor/sw.js")
        assert connection.getresponse().status == 200
        second = scanapp(tmp_path, "serve", "--http", f"127.0.0.1:{port}")
        _out, error = second.communicate(timeout=30)
        assert (second.returncode, "already in use" in error, "Traceback" in error) == (2, True, False)
        started = time.monotonic()
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=10) == 0
        assert time.monotonic() - started < 3
    finally:
        process.kill()


def test_plain_http_for_others_is_refused(tmp_path: Path) -> None:
    process = scanapp(tmp_path, "serve", "--http", "0.0.0.0:0")
    _out, error = process.communicate(timeout=30)
    assert process.returncode == 2
    assert "Plain HTTP is for this machine only" in error
