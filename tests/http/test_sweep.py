"""Every route with hostile input, by every method, as every kind of person: a sentence each time, never a 500."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.http.conftest import Browser, Office

HOSTILE = (
    "1",
    "0",
    "-1",
    "99999999999999999999",
    "x" * 5000,
    "<script>alert(1)</script>",
    "=cmd|'/C calc'!A1",
    "../../etc/passwd",
    "%00",
    "\u202e\u0000",
    "' OR 1=1 --",
    "æøå",
    "{{7*7}}",
    "{person}",
    "²",
    "r²",
    "c²",
    "r99999999999999999999",
    "c99999999999999999999",
)
FIELDS = [
    "q",
    "page",
    "category",
    "item",
    "document",
    "type",
    "location",
    "first",
    "last",
    "kind",
    "which",
    "copies",
    "every_unit",
    "symbology",
    "text",
    "show",
    "cursor",
    "choice",
    "note",
    "shown",
    "csrf_token",
    "login",
    "password",
    "next",
    "name",
    "role",
    "language",
    "locations",
    "mode",
    "bins",
    "items",
    "description",
    "tolerance_percent",
    "file",
    "do",
    "column-no",
    "unit",
    "variant",
    "bin",
    "order",
    "proto",
    "code",
]
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


def paths(rule: str, value: str) -> str:
    return re.sub(
        r"<[^>]+>", lambda _: value.replace("/", "%2F").replace("?", "%3F").replace("#", "%23"), rule
    )


def requests(app: Any, order: str) -> Iterator[tuple[str, str, str]]:
    for rule in app.url_map.iter_rules():
        for value in (*HOSTILE, order) if "<" in rule.rule else HOSTILE[:1]:
            yield rule.rule, paths(rule.rule, value), value
            if rule.rule.count("<") > 1:
                yield rule.rule, paths(rule.rule.replace("<no>", order), value), value


@pytest.fixture
def people(office: Office) -> list[Browser]:
    return [office.browser(), office.browser("kim"), office.browser("root")]


def test_no_address_answers_with_a_500(office: Office, people: list[Browser]) -> None:
    wrong = []
    for rule, path, _value in requests(office.app, office.order):
        for method in METHODS:
            if rule == "/sign-out" and method == "POST":
                continue
            answer = people[2].client.open(path, method=method)
            if answer.status_code >= 500:
                wrong.append((method, path[:80], answer.status_code))
    assert not wrong, wrong


def test_no_query_answers_with_a_500(office: Office, people: list[Browser]) -> None:
    wrong = []
    for rule in office.app.url_map.iter_rules():
        path = paths(rule.rule, office.order)
        for value in HOSTILE:
            answer = people[2].client.get(path, query_string=dict.fromkeys(FIELDS, value))
            if answer.status_code >= 500:
                wrong.append((path, value[:30], answer.status_code))
    assert not wrong, wrong


def test_no_form_answers_with_a_500(office: Office, people: list[Browser]) -> None:
    people[2].client.post(f"/counts/{office.order}/finish", data=people[2].fields("/"))  # opens questions
    wrong = []
    for browser in people:
        token = browser.fields("/sign-in" if browser is people[0] else "/").get("csrf_token", "")
        for rule in office.app.url_map.iter_rules():
            if "POST" not in rule.methods or rule.rule in ("/sign-out", "/sign-in"):
                continue
            for value in HOSTILE:
                data = dict.fromkeys(FIELDS, value) | {"csrf_token": token, "choice": "zero"}
                data.pop("file")
                path = paths(rule.rule.replace("<no>", office.order), "1")
                answer = browser.client.post(
                    path, data=data if value != "0" else {"csrf_token": token, "choice": "x"}
                )
                if answer.status_code >= 500:
                    wrong.append((rule.rule, value[:30], answer.status_code))
    assert not wrong, wrong


def test_a_body_that_is_no_form_is_refused_with_a_sentence(office: Office, people: list[Browser]) -> None:
    for rule in office.app.url_map.iter_rules():
        if "POST" in rule.methods:
            for body, kind in (
                (b"\xff\xfe{", "application/json"),
                (b"--x\r\n", "multipart/form-data; boundary=x"),
            ):
                answer = people[2].client.post(paths(rule.rule, "1"), data=body, content_type=kind)
                assert answer.status_code < 500, rule.rule


def test_an_address_that_is_not_there_is_a_page_that_says_so(office: Office) -> None:
    for path in (
        "/nope",
        "/counts/NOPE",
        "/cases/2147483647",
        "/people/999",
        "/items/NOPE",
        "/counts/posted/NOPE",
    ):
        answer = office.browser("root").get(path)
        assert answer.status_code == 404, path
        assert "<h1>Not here</h1>" in answer.text
        assert "Traceback" not in answer.text


def test_a_method_that_is_not_offered_is_405_and_says_which_are(office: Office) -> None:
    answer = office.browser("root").client.delete("/counts")
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]
