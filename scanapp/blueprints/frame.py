"""What every office page shares: who is signed in, what they may do, the navigation, icons and addresses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache, wraps
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlencode

from flask import Flask, abort, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from markupsafe import Markup

from scanapp.errors import NotPermitted
from scanapp.i18n import mark
from scanapp.i18n import translate as _
from scanapp.inventory.items import queries as items
from scanapp.inventory.locations import queries as locations
from scanapp.inventory.locations.models import Location
from scanapp.inventory.review import queries as review
from scanapp.people import rules
from scanapp.people.models import Person

ICONS = Path(__file__).parent.parent / "static" / "vendor" / "lucide"
View = TypeVar("View", bound=Callable[..., Any])


class Press(FlaskForm):  # type: ignore[misc]
    """A form that is only a button."""


@dataclass(frozen=True)
class Entry:
    """One line of the navigation."""

    text: str
    icon: str
    url: str
    is_here: bool
    count: int = 0


@dataclass(frozen=True)
class Page:
    """One page of a long list."""

    number: int
    last: int
    total: int
    offset: int

    def url(self, number: int) -> str:
        """The address of another page of the same list."""
        kept = [(name, value) for name, value in request.args.items(multi=True) if name != "page"]
        return f"{request.path}?{urlencode([*kept, ('page', number)])}"


def page_of(total: int, size: int) -> Page:
    """The page that `?page=` asks for, or the nearest there is."""
    last = max(1, -(-total // size))
    asked = request.args.get("page", "1")
    number = min(int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 9 else 1, last)
    return Page(max(number, 1), last, total, (max(number, 1) - 1) * size)


def now() -> datetime:
    """The instant of this request."""
    return datetime.now(UTC)


def signed_in() -> Person | None:
    """The person of this request's cookie, when its version still fits and they are not disabled."""
    if "person" not in g:
        person = g.session.get(Person, session["person"]) if isinstance(session.get("person"), int) else None
        fits = person and not person.is_disabled and person.session_version == session.get("version")
        g.person = person if fits else None
    return g.person


def remember(person: Person) -> None:
    """Starts a new office session; nothing of the one before survives."""
    session.clear()
    session.permanent = True
    session.update(person=person.id, version=person.session_version)
    g.person = person


def may(action: str, location: str | None = None) -> bool:
    """Whether the signed-in person may do `action` (in `location`)."""
    person = g.get("person")
    return person is not None and rules.can(
        person.role,
        action,
        is_disabled=person.is_disabled,
        location=location,
        locations=person.location_codes,
    )


def permit(action: str, location: str | None = None) -> Person:
    """The signed-in person, refusing with NOT_PERMITTED what they may not do."""
    if not may(action, location):
        raise NotPermitted()
    return g.person


def places(*, everywhere: bool = False) -> list[Location]:
    """The locations this person works in, goods in transit left out; or every one."""
    found = locations.locations(g.session, in_transit=False)
    return [place for place in found if everywhere or place.code in g.person.location_codes]


def category_names() -> list[tuple[str, str]]:
    """(code, name) of every item category."""
    return [(row.code, row.description or row.code) for row in items.categories(g.session)]


def zone_of(location_code: str) -> str:
    """The time zone in which a location's instants are shown."""
    if "zones" not in g:
        g.zones = {place.code: place.time_zone for place in locations.locations(g.session)}
    return str(g.zones.get(location_code, ""))


def needs(action: str) -> Callable[[View], View]:
    """Marks a view for people who hold the right `action`; others sign in first, or are told."""

    def guarding(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> ResponseReturnValue:
            if signed_in() is None:
                return redirect(url_for("auth.sign_in", next=_back()))
            permit(action)
            return view(*args, **kwargs)

        guarded.right = action  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return guarding


def _back() -> str | None:
    return request.full_path.rstrip("?") if request.method == "GET" and request.path != "/" else None


PAGES = (
    ("auth.dashboard", "Overview", "house", "office.sign-in"),
    ("cases.index", "Review", "inbox", "count.decide"),
    ("counting.index", "Counts", "clipboard-list", "count.see"),
    ("items.index", "Items", "package", "item.see"),
    ("ledger.index", "Ledger", "book-open", "ledger.see"),
    ("labels.index", "Labels", "tag", "label.print"),
    ("devices.index", "Phones", "smartphone", "device.see"),
    ("locations.index", "Locations", "map-pin", "location.manage"),
    ("people.index", "People", "users", "people.manage"),
)


def navigation() -> list[Entry]:
    """The pages this person may open, with the number of open cases."""
    here = (request.endpoint or "").partition(".")[0]
    return [
        Entry(
            _(text),
            icon,
            url_for(endpoint),
            request.endpoint == endpoint if here == "auth" else endpoint.startswith(f"{here}."),
            _open_cases() if endpoint == "cases.index" else 0,
        )
        for endpoint, text, icon, right in PAGES
        if may(right)
    ]


def _open_cases() -> int:
    return 0 if "fault" in g else review.open_count(g.session, g.person.location_codes)


@cache
def icon(name: str) -> Markup:
    """A Lucide icon in the colour of the text; decoration, so hidden from screen readers. '' when it is not there."""
    path = ICONS / f"{name}.svg"
    if not path.is_file():
        return Markup("")
    drawing = path.read_text("utf-8")
    drawing = drawing[drawing.index("<svg") :].replace('class="', 'aria-hidden="true" class="icon ', 1)
    return Markup(drawing)


def person_name(id: int | None, names: dict[int, str]) -> str:
    """The name of a person; a number for one who is gone."""
    return _("nobody") if id is None else names.get(id, f"#{id}")


def entry_type(difference: Decimal | None) -> str:
    """The kind of entry that a difference becomes."""
    return "Negative Adjmt." if difference is not None and difference < 0 else "Positive Adjmt."


OPERATIONS = {
    "count.scan": mark("Scan"),
    "count.set": mark("Quantity typed"),
    "count.void": mark("Line cleared"),
    "count.empty": mark("Bin empty"),
    "count.area_done": mark("Bin done"),
    "op.retract": mark("Undo"),
}


def operation(kind: str) -> str:
    """What an operation of a phone is called."""
    return _(OPERATIONS.get(kind, kind))


def init_app(app: Flask) -> None:
    """Gives the templates the frame."""
    app.jinja_env.globals.update(icon=icon, navigation=navigation, may=may, press_form=Press, zone_of=zone_of)
    app.jinja_env.filters.update(person_name=person_name, entry_type=entry_type, operation=operation)

    @app.before_request
    def no_nul() -> None:
        # PostgreSQL cannot hold the character and nobody can type it.
        if "\0" in request.path or any(
            "\0" in part for pair in request.args.items(multi=True) for part in pair
        ):
            abort(400)

    @app.context_processor
    def frame() -> dict[str, Any]:
        return {"person": g.get("person")}
