"""Signing in and out of the office."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from scanapp.db import transaction
from scanapp.inventory.counting.actions import get_order
from scanapp.people import sign_in as people
from scanapp.people.actions import require_person, set_password
from scanapp.people.models import Person
from tests.http.conftest import PASSWORD, Office


def test_a_page_asks_to_sign_in_first_and_then_comes_back(office: Office) -> None:
    browser = office.browser()
    asked = browser.get("/counts?x=1")
    assert asked.status_code == 302
    assert asked.headers["Location"] == "/sign-in?next=/counts?x%3D1"
    fields = browser.fields(asked.headers["Location"])
    back = browser.client.post("/sign-in", data=fields | {"login": "sam", "password": PASSWORD})
    assert back.headers["Location"] == "/counts?x=1"


def test_the_way_back_never_leaves_this_server(office: Office) -> None:
    for wanted in (
        "//evil.example/",
        "https://evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "/\n/x",
    ):
        answer = office.browser().press("/sign-in", login="sam", password=PASSWORD, next=wanted)
        assert answer.headers["Location"] == "/", wanted


def test_a_wrong_password_keeps_the_name_and_says_what_to_do(office: Office) -> None:
    answer = office.browser().sign_in("sam", "wrong")
    assert answer.status_code == 401
    assert "The name or the password is wrong" in answer.text
    assert 'value="sam"' in answer.text
    assert 'wrong"' not in answer.text, "the password never comes back"


def test_a_disabled_person_is_told_the_same_as_a_stranger(office: Office) -> None:
    with transaction(office.company.engine) as session:
        require_person(session, "sam").is_disabled = True
    known = office.browser().sign_in("sam")
    stranger = office.browser().sign_in("nobody")
    assert known.status_code == stranger.status_code == 401


def test_five_wrong_tries_close_this_account_from_this_address_for_a_while(office: Office) -> None:
    browser = office.browser()
    for _ in range(people.PER_ACCOUNT_AND_ADDRESS):
        assert browser.sign_in("sam", "wrong").status_code == 401
    assert browser.sign_in("sam").status_code == 429
    assert browser.sign_in("ann").status_code == 302, "someone else may"
    with transaction(office.company.engine) as session:
        later = datetime.now(UTC) + timedelta(minutes=16)
        found = people.sign_in(session, "sam", PASSWORD, address="127.0.0.1", at=later)
        assert isinstance(found, Person)


def test_a_successful_sign_in_starts_a_fresh_session(office: Office) -> None:
    browser = office.browser()
    before = browser.fields("/sign-in")["csrf_token"]
    cookie = browser.client.get_cookie("office").value
    browser.sign_in("sam")
    assert browser.client.get_cookie("office").value != cookie
    replay = browser.client.post("/counts/new", data={"csrf_token": before, "location": "BLUE"})
    assert "open for a long time" in replay.text, "the token of the old session is worth nothing"


def test_signing_out_ends_the_session_on_the_server(office: Office) -> None:
    browser = office.browser("sam")
    stolen = browser.client.get_cookie("office").value
    assert browser.press("/", "/sign-out").status_code == 302
    thief = office.browser()
    thief.client.set_cookie("office", stolen)
    assert thief.get("/counts").status_code == 302


def test_a_new_password_signs_out_everywhere(office: Office) -> None:
    browser = office.browser("sam")
    with transaction(office.company.engine) as session:
        set_password(require_person(session, "sam"), "another password")
    assert browser.get("/counts").status_code == 302


def test_a_forged_cookie_is_nobody(office: Office) -> None:
    browser = office.browser("sam")
    value = browser.client.get_cookie("office").value
    browser.client.set_cookie("office", value[:-2] + ("aa" if value[-2:] != "aa" else "bb"))
    assert browser.get("/counts").status_code == 302


def test_an_old_page_keeps_the_input_and_asks_for_one_more_press(office: Office) -> None:
    browser = office.browser("sam")
    answer = browser.client.post(
        "/counts/new",
        data={"csrf_token": "old", "location": "BLUE", "description": "Aisle 7", "mode": "double"},
    )
    assert answer.status_code == 200
    assert "press the button once more" in answer.text
    assert 'value="Aisle 7"' in answer.text
    assert re.search(r'checked[^>]*value="double"', answer.text)


def test_no_form_of_the_office_works_without_its_token(office: Office) -> None:
    browser = office.browser("root")
    for rule in office.app.url_map.iter_rules():
        if "POST" not in rule.methods or rule.endpoint.split(".")[0] in ("sync", "setup", "floor"):
            continue
        path = re.sub(r"<[^>]+>", "1", rule.rule).replace("/counts/1", f"/counts/{office.order}")
        answer = browser.client.post(path, data={"do": "import", "choice": "zero"})
        assert answer.status_code < 500, path
    with transaction(office.company.engine, write=False) as session:
        assert get_order(session, office.order).status == "Open"
        assert require_person(session, "root").session_version == 1
        assert require_person(session, "kim").role == "counter"


def test_the_language_follows_the_browser_until_someone_signs_in(office: Office) -> None:
    browser = office.browser()
    assert "Log ind" in browser.get("/sign-in", headers={"Accept-Language": "da, en;q=0.5"}).text
    assert "Sign in" in browser.get("/sign-in", headers={"Accept-Language": "fr"}).text
    with transaction(office.company.engine) as session:
        require_person(session, "sam").language = "da"
    browser.sign_in("sam")
    page = browser.get("/counts", headers={"Accept-Language": "en"}).text
    assert '<html lang="da">' in page
    assert "Optællinger" in page
