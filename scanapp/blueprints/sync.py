"""The API of the phones: enrol, sign in, hello, push, pull, snapshot, chunk (sync-protocol §4, settled 6–9, 17–20)."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from typing import Any, TypeVar

import msgspec
from flask import Blueprint, Response, current_app, g, request

from scanapp import security
from scanapp.errors import ScanappError
from scanapp.errors_web import answer
from scanapp.i18n import sentence
from scanapp.inbox import actions, snapshots
from scanapp.inbox.errors import (
    BatchTooLarge,
    DeviceRevoked,
    DeviceUnknown,
    NotFromHere,
    RequestUnreadable,
    WrongContentType,
)
from scanapp.people import devices, enrolment
from scanapp.people.models import Device
from scanapp.people.sign_in import sign_in as let_in
from scanapp.quantities import instant_text
from sync.envelope import BATCH_BYTES, MEDIA_TYPE, PROTO, Malformed, TooLarge, read

blueprint = Blueprint("sync", __name__, url_prefix="/api/v1")
NDJSON = "application/x-ndjson"
RETRY_AFTER_S = {429: "60", 503: "2"}
GZIP_FROM_BYTES = 1024
T = TypeVar("T")


class Enrol(msgspec.Struct):
    proto: int
    code: str
    name: str = ""
    public_key: str | None = None


class SignIn(msgspec.Struct):
    proto: int
    login: str
    password: str


class SignOut(msgspec.Struct):
    proto: int = PROTO


@blueprint.before_request
def guard() -> None:
    """Only our own pages get in: a header that forms cannot send, from this origin, as JSON (settled 9, 17)."""
    is_ours = request.headers.get("X-Scanapp") == "1"
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    is_here = site == "same-origin" if site is not None else origin == request.host_url.rstrip("/")
    if not (is_ours and is_here):
        raise NotFromHere()
    if request.method == "POST" and request.mimetype != "application/json":
        raise WrongContentType()


@blueprint.after_request
def say_when_to_retry(response: Response) -> Response:
    """Busy and rate answers carry Retry-After."""
    if response.status_code in RETRY_AFTER_S:
        response.headers.setdefault("Retry-After", RETRY_AFTER_S[response.status_code])
    return response


def now() -> datetime:
    """The instant of this request."""
    return datetime.now(UTC)


def body() -> bytes:
    """The whole request body, refusing more than a batch may have before reading on."""
    raw = request.stream.read(BATCH_BYTES + 1)
    if len(raw) > BATCH_BYTES:
        raise BatchTooLarge(why=f"it is larger than {BATCH_BYTES} bytes")
    return bytes(raw)


def asked(kind: type[T]) -> T:
    """The request body as `kind`."""
    try:
        return read(body(), kind)
    except TooLarge as error:
        raise BatchTooLarge(why=error.why) from error
    except Malformed as error:
        raise RequestUnreadable(why=error.why) from error


def device_only(view: Callable[..., Response]) -> Callable[..., Response]:
    """Passes the device of the request's cookie; DEVICE_UNKNOWN and DEVICE_REVOKED otherwise."""

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Response:
        token = request.cookies.get(security.DEVICE.on(request), "")
        device = devices.device_of(g.session, token) if token else None
        if device is None:
            raise DeviceUnknown()
        if device.revoked_at is not None:
            raise DeviceRevoked()
        return view(device, *args, **kwargs)

    return guarded


def json(value: dict[str, Any], status: int = 200) -> Response:
    """A JSON answer with our own media type, so that nobody else's is believed (H6)."""
    return _compressed(Response(msgspec.json.encode(value), status, mimetype=MEDIA_TYPE))


def refused(error: ScanappError) -> Response:
    """A refusal whose trace stays: returned, not raised (settled 19)."""
    return answer(error.status, error.code, sentence(error))


def _compressed(response: Response) -> Response:
    data = response.get_data()
    response.vary.add("Accept-Encoding")
    if len(data) >= GZIP_FROM_BYTES and request.accept_encodings["gzip"] > 0:
        response.set_data(gzip.compress(data, 6, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
    return response


def _site() -> str:
    return str(current_app.settings.site)  # type: ignore[attr-defined]


@blueprint.post("/enrol")
def enrol() -> Response:
    """A one-time code makes this phone a device."""
    wanted = asked(Enrol)
    made = enrolment.enrol(g.session, wanted.code, wanted.name, address=request.remote_addr or "", at=now())
    if isinstance(made, ScanappError):
        return refused(made)
    shown = {"device": made.device.id, "site": _site(), "server_time": instant_text(now())}
    response = json(shown, 201)
    security.DEVICE.put(response, request, made.token)
    return response


@blueprint.post("/floor/sign-in")
@device_only
def sign_in(device: Device) -> Response:
    """A person signs in on this phone; the unlock proves it in every operation."""
    wanted = asked(SignIn)
    person = let_in(g.session, wanted.login, wanted.password, address=request.remote_addr or "", at=now())
    if isinstance(person, ScanappError):
        return refused(person)
    unlock = devices.unlock(g.session, device, person, at=now())
    return json(
        {
            "person": {
                "id": person.wire_id,
                "name": person.name,
                "language": person.language,
                "role": person.role,
            },
            "unlock": unlock.id,
            "locations": devices.scope(device, person),
        }
    )


@blueprint.post("/floor/sign-out")
@device_only
def sign_out(device: Device) -> Response:
    """Nobody works on this phone any more. Its outbox is not touched."""
    asked(SignOut)
    devices.leave(g.session, device, at=now())
    return json({"server_time": instant_text(now())})


@blueprint.post("/sync/hello")
@device_only
def hello(device: Device) -> Response:
    """Progress, epoch, clock, scope."""
    return _reply(actions.hello(g.session, device, body(), now()))


@blueprint.post("/sync/push")
@device_only
def push(device: Device) -> Response:
    """A batch of operations; 200 with an outcome each, whatever they are (never-rule 10)."""
    return _reply(actions.receive_batch(g.session, device, body(), now()))


def _reply(reply: actions.Reply) -> Response:
    return refused(reply.refusal) if reply.refusal is not None else json(reply.body)


@blueprint.get("/sync/snapshot")
@device_only
def snapshot(device: Device) -> Response:
    """The manifest of everything this phone is to hold."""
    return json(snapshots.snapshot(g.session, device))


@blueprint.get("/sync/chunk/<hash>")
@device_only
def chunk(device: Device, hash: str) -> Response:
    """One chunk of a manifest, within this phone's own scope."""
    return _compressed(Response(snapshots.chunk(g.session, device, hash).body, mimetype=NDJSON))


@blueprint.get("/sync/pull")
@device_only
def pull(device: Device) -> Response:
    """One page of changes after a cursor."""
    page = snapshots.pull(g.session, device, request.args.get("cursor", ""))
    return _compressed(Response(page, mimetype=NDJSON))
