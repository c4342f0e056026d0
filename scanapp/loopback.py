"""Phones that speak HTTP to an application in this process: for the doctor, the demo and benchmarks."""

from __future__ import annotations

import time
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime

from flask import Flask
from flask.testing import FlaskClient

from scanapp.db import transaction
from scanapp.people.actions import require_person
from scanapp.people.enrolment import start_enrolment
from sync.device import Answer, Device, Offline

ADDRESS = "http://127.0.0.1:8000"


@dataclass
class Wire:
    """A transport to the application. It keeps what was pushed and can lose answers to it."""

    client: FlaskClient
    lose: int = 0
    pushed: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    def __call__(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Answer:
        response = self.client.open(path, method=method, headers=headers, data=body, base_url=ADDRESS)
        names = {name.lower(): value for name, value in response.headers}
        answer = Answer(response.status_code, names, response.get_data())
        if path.endswith("/push"):
            self.pushed.append((headers, body))
            if self.lose:
                self.lose -= 1
                raise Offline(path)
        return answer


def phone(app: Flask, name: str, *, login: str, password: str, enrolled_by: str) -> tuple[Device, Wire]:
    """A phone enrolled by someone for their locations, with `login` signed in. Offline when the server refuses."""
    with transaction(app.engine) as session:  # type: ignore[attr-defined]
        by = require_person(session, enrolled_by)
        code = start_enrolment(session, by, by.location_codes, at=datetime.now(UTC)).code
    wire = Wire(app.test_client(use_cookies=False))
    made = Device(wire, milliseconds, lambda: str(uuid.uuid4()))
    for step in (lambda: made.enrol(code, name), lambda: made.sign_in(login, password)):
        answer = step()
        if answer.status >= 400:
            raise Offline(f"the server answered {answer.status}: {answer.body[:200]!r}")
    return made, wire


def milliseconds() -> int:
    """The wall clock, as a phone reads it."""
    return time.time_ns() // 1_000_000
