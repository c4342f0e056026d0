"""People, phones, items, labels and the ledger."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime

import pytest

from scanapp.db import transaction
from scanapp.inventory.items.queries import count_items
from scanapp.people import enrolment
from scanapp.people.actions import require_person
from tests.browser.site import gtin
from tests.http.conftest import Office

ROWS = "varenummer;beskrivelse;stregkode;kostpris\n90001;Håndtag;4006381333931;12,50\n90002;=HYPERLINK(1);5,7E+12;3\n"


def test_a_code_is_drawn_once_for_the_browser_that_asked(office: Office) -> None:
    browser = office.browser("sam")
    page = browser.press("/phones", "/phones/enrol", locations="BLUE")
    address = page.headers["Location"]
    shown = browser.get(address)
    assert shown.headers["Cache-Control"] == "no-store"
    code = re.search(r'class="code mono">([A-Z2-7-]+)<', shown.text)[1]
    picture = browser.get(f"{address}/qr.svg")
    assert picture.mimetype == "image/svg+xml"
    assert picture.headers["Cache-Control"] == "no-store"
    assert office.browser("root").get(address).status_code == 404, "someone else's code"
    with transaction(office.company.engine) as session:
        made = enrolment.enrol(session, code.lower(), "Phone <1>", address="10.0.0.9", at=datetime.now(UTC))
        assert isinstance(made, enrolment.Enrolled)
        assert made.device.location_codes == {"BLUE"}
    assert "Phone &lt;1&gt; is added" in browser.get(address).text
    assert browser.get(f"{address}/qr.svg").status_code == 404, "a used code is not drawn again"


def test_a_phone_only_gets_locations_of_whoever_enrols_it(office: Office) -> None:
    answer = office.browser("sam").press("/phones", "/phones/enrol", locations="EAST")
    assert answer.status_code == 422
    nothing = office.browser("sam").press("/phones", "/phones/enrol")
    assert "Choose at least one location" in nothing.text


def test_a_revoked_phone_is_out_at_once_and_the_page_says_what_stays(office: Office) -> None:
    with transaction(office.company.engine) as session:
        sam = require_person(session, "sam")
        code = enrolment.start_enrolment(session, sam, ["BLUE"], at=datetime.now(UTC)).code
        device = enrolment.enrol(session, code, "Seven", address="10.0.0.9", at=datetime.now(UTC)).device.id
    assert office.browser("ann").press("/phones", f"/phones/{device}/revoke").status_code == 403
    browser = office.browser("sam")
    browser.press("/phones", f"/phones/{device}/revoke")
    page = browser.get("/phones").text
    assert "Seven can no longer connect" in page
    assert "Revoked" in page


def test_a_person_is_added_and_signs_in(office: Office) -> None:
    browser = office.browser("root")
    card = {"name": "Bo <Berg>", "login": "Bo", "role": "supervisor", "language": "da", "locations": "EAST"}
    short = browser.press("/people/new", **card, password="short")
    assert "The password is too short" in short.text
    assert 'value="Bo &lt;Berg&gt;"' in short.text
    assert browser.press("/people/new", **card, password="long enough").status_code == 302
    taken = browser.press("/people/new", **card, password="long enough")
    assert "The sign-in name Bo is taken" in taken.text
    assert office.browser().sign_in("bo", "long enough").status_code == 302


def test_changed_rights_hold_at_once(office: Office) -> None:
    with transaction(office.company.engine, write=False) as session:
        sam = require_person(session, "sam").id
    signed_in = office.browser("sam")
    card = {"name": "Sam", "role": "counter", "language": "en", "locations": "BLUE"}
    assert office.browser("root").press(f"/people/{sam}", **card).status_code == 302
    assert signed_in.get("/counts").status_code == 302, "signed out"
    assert office.browser("sam").get("/counts").status_code == 403


def test_an_administrator_cannot_lock_themselves_out(office: Office) -> None:
    with transaction(office.company.engine, write=False) as session:
        root = require_person(session, "root").id
    card = {"name": "Root", "role": "counter", "language": "en", "locations": "BLUE"}
    assert "cannot take your own role" in office.browser("root").press(f"/people/{root}", **card).text


@pytest.mark.parametrize("role", ["", "god", "<b>"])
def test_an_unknown_role_is_a_sentence_beside_the_field(office: Office, role: str) -> None:
    card = {"name": "X", "login": "xx", "role": role, "language": "en", "password": "long enough"}
    assert "Choose one of the list" in office.browser("root").press("/people/new", **card).text


def test_a_file_is_checked_first_and_imported_whole_or_not_at_all(office: Office) -> None:
    browser = office.browser("sam")
    upload = {"file": (io.BytesIO(ROWS.encode()), "items.csv")}
    plan = browser.client.post("/items/import", data=browser.fields("/items/import") | upload)
    assert plan.status_code == 200
    assert "1 row needs a correction" in plan.text
    assert "is a barcode that a spreadsheet shortened" in plan.text
    action = re.search(r'action="(/items/import/[0-9a-f]{32})"', plan.text)[1]
    columns = {"column-no": "varenummer", "column-description": "beskrivelse", "column-barcode": "stregkode"}
    refused = browser.client.post(action, data=browser.fields("/items/import") | columns | {"do": "import"})
    assert refused.status_code == 422
    with transaction(office.company.engine, write=False) as session:
        assert count_items(session, "90001") == 0
    left_out = columns | {"column-barcode": "", "column-unit_cost": "kostpris", "do": "import"}
    assert browser.client.post(action, data=browser.fields("/items/import") | left_out).status_code == 302
    assert "2 new" in browser.get("/items").text
    gone = browser.client.post(action, data=browser.fields("/items/import") | left_out, follow_redirects=True)
    assert "no longer here" in gone.text


def test_a_file_that_cannot_be_read_is_a_sentence_beside_the_field(office: Office) -> None:
    browser = office.browser("sam")
    for data in (b"", b"\x00\x01\x02", b"PK\x03\x04broken", b"\xd0\xcf\x11\xe0xls"):
        upload = {"file": (io.BytesIO(data), "x.csv")}
        answer = browser.client.post("/items/import", data=browser.fields("/items/import") | upload)
        assert answer.status_code == 422
        assert re.search(r'id="file-wrong".*?<span>[^<]{20,}', answer.text, re.S)
    assert "Choose a CSV or Excel file" in browser.press("/items/import").text


def test_the_item_card_shows_where_the_item_is(office: Office) -> None:
    page = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", office.browser("sam").get("/items/70001").text))
    assert "BLUE A-01-01 – 12" in page
    assert "BLUE A-01-03 – 5" in page
    assert "On hand 17" in page
    assert "None in your locations" in office.browser("ann").get("/items/70001").text


def test_items_are_found_by_name_number_and_barcode(office: Office) -> None:
    browser = office.browser("sam")
    for text in ("cykelklokke", "70001", gtin(1)):
        assert "70001" in browser.get("/items", query_string={"q": text}).text, text
    assert "Nothing fits" in browser.get("/items?q=zzzz").text


def test_the_ledger_is_filtered_and_keeps_to_the_locations(office: Office) -> None:
    browser = office.browser("sam")
    assert "10 entries" in browser.get("/ledger").text
    assert "2 entries" in browser.get("/ledger?item=70001").text
    assert "No entry fits" in browser.get("/ledger?item=70001&type=Sale").text
    assert "Correct the fields above" in browser.get("/ledger?first=yesterday").text
    assert "0 entries" in office.browser("ann").get("/ledger").text


def test_labels_are_pictures_of_what_was_chosen(office: Office) -> None:
    browser = office.browser("sam")
    page = browser.get("/labels/print?kind=bins&location=BLUE&category=&copies=2").text
    assert page.count('<figure class="label') == 8
    source = re.search(r'<img src="(/labels/image.svg[^"]+)"', page)[1].replace("&amp;", "&")
    assert browser.get(source).mimetype == "image/svg+xml"
    badges = browser.get("/labels/print?kind=badges&location=BLUE&category=").text
    assert "u%3Akim" in badges or "u:kim" in badges
    missing = browser.get("/labels/print?kind=items&location=BLUE&category=&which=70001 nope")
    assert missing.status_code == 422
    assert "NOPE" in missing.text
    assert browser.get("/labels/print?kind=bins&location=EAST&category=").status_code == 422


def test_every_page_names_its_language_title_and_main_part(office: Office) -> None:
    browser = office.browser("root")
    for path in (
        "/",
        "/cases",
        "/counts",
        "/counts/new",
        "/items",
        "/labels",
        "/phones",
        "/ledger",
        "/people",
    ):
        page = browser.get(path).text
        assert re.search(r"<title>[^·<]{3,} · scanapp</title>", page), path
        assert page.count('id="main"') == 1
        assert page.count("<h1") == 1
        assert ' style="' not in page
        assert "<script>" not in page
