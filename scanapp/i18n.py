"""Every text, number and date that a person reads, in that person's language (settled 28).

The key is the English text; `translations/<language>.json` holds the translation. Numbers and dates
follow the language too; reading numbers is `quantities.parse_decimal`, which takes comma and point.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from flask import Flask, g, has_request_context, request

from scanapp.quantities import decimal_text

FOLDER = Path(__file__).parent / "translations"
MINUS = "\u2212"


@dataclass(frozen=True)
class Format:
    """How one language writes numbers and dates."""

    name: str
    decimal: str
    group: str
    day: str
    months: tuple[str, ...]


def _months(words: str) -> tuple[str, ...]:
    return tuple(words.split())


LANGUAGES = {
    "en": Format(
        "English",
        ".",
        ",",
        "{day} {month} {year}",
        _months("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"),
    ),
    "da": Format(
        "Dansk",
        ",",
        ".",
        "{day}. {month} {year}",
        _months("jan. feb. mar. apr. maj jun. jul. aug. sep. okt. nov. dec."),
    ),
}


@cache
def catalogue(language: str) -> dict[str, str]:
    """The whole catalogue of one language: {English text: text}."""
    return dict(json.loads((FOLDER / f"{language}.json").read_text("utf-8")))


def language() -> str:
    """The language of this request: the signed-in person's own, else the best of Accept-Language, else English."""
    if not has_request_context():
        return "en"
    own = getattr(g.get("person"), "language", "")
    return own if own in LANGUAGES else request.accept_languages.best_match(list(LANGUAGES), "en")


def translate(key: str, /, **values: Any) -> str:
    """The text of `key` in this request's language, its {placeholders} filled; the English key when it is missing."""
    text = catalogue(language()).get(key, key)
    return text.format(**{name: _shown(value) for name, value in values.items()}) if values else text


_ = translate


def mark(key: str) -> str:
    """Marks a text that is translated where it is shown."""
    return key


def plural(one: str, many: str, n: int, /, **values: Any) -> str:
    """`one` or `many`, each a key with {n}."""
    return translate(one if n == 1 else many, n=n, **values)


def sentence(error: Any) -> str:
    """What an error or notice (`sentence`, `details`) says, in this request's language."""
    text = catalogue(language()).get(error.sentence, error.sentence)
    details = {
        name: catalogue(language()).get(value, value) if name == "what" else value
        for name, value in error.details.items()
    }
    return text.format_map(_Details(details))


class _Details(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return f"({key})"


def _shown(value: Any) -> Any:
    return number(value) if isinstance(value, int | Decimal) and not isinstance(value, bool) else value


def number(value: Decimal | int | None, places: int | None = None, *, sign: bool = False) -> str:
    """A number with the language's separators; `places` fixes the decimals, `sign` writes the plus too. None is a dash."""
    if value is None:
        return "–"
    form = LANGUAGES[language()]
    plain = f"{value:.{places}f}" if places is not None else decimal_text(Decimal(value))
    digits = plain.lstrip("-")
    whole, _dot, part = digits.partition(".")
    text = f"{int(whole):,}".replace(",", form.group) + (form.decimal + part if part else "")
    if plain.startswith("-") and digits.strip("0."):
        return MINUS + text
    return f"+{text}" if sign and value > 0 else text


def money(value: Decimal | None, *, sign: bool = False) -> str:
    """An amount, two decimals."""
    return number(value, 2, sign=sign)


def day(value: date | datetime | None) -> str:
    """A date, with the month as a word so that 3/4 is never mistaken."""
    if value is None:
        return "–"
    form = LANGUAGES[language()]
    return form.day.format(day=value.day, month=form.months[value.month - 1], year=value.year)


def clock(value: datetime | None, zone: str = "") -> str:
    """The time of day in `zone`, minutes."""
    return "–" if value is None else f"{value.astimezone(_zone(zone)):%H:%M}"


def instant(value: datetime | None, zone: str = "") -> str:
    """Date and time in `zone`; without one, the server's."""
    if value is None:
        return "–"
    local = value.astimezone(_zone(zone))
    return f"{day(local)} {local:%H:%M}"


def ago(value: datetime | None, now: datetime | None = None) -> str:
    """How long since, in the largest unit that fits."""
    if value is None:
        return _("never")
    passed = (now or datetime.now(UTC)) - value
    return _("just now") if passed < timedelta(minutes=1) else _("{span} ago", span=span(passed))


def span(length: timedelta) -> str:
    """A length of time in words: minutes, hours with minutes, or days."""
    minutes = max(0, int(length.total_seconds() // 60))
    if minutes < 60:
        return _("{n} min", n=minutes)
    if minutes < 60 * 24:
        return _("{h} h {m} min", h=minutes // 60, m=minutes % 60)
    return plural("{n} day", "{n} days", minutes // (60 * 24))


@cache
def _zone(name: str) -> Any:
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError):
        return None


def init_app(app: Flask) -> None:
    """Gives the templates `_`, `plural` and the filters number, money, day, clock, instant, ago, span."""
    app.jinja_env.globals.update(_=translate, plural=plural, language=language, LANGUAGES=LANGUAGES)
    app.jinja_env.filters.update(
        number=number,
        money=money,
        day=day,
        clock=clock,
        instant=instant,
        ago=ago,
        span=span,
        sentence=sentence,
    )
