"""What a supervisor does in the office, step by step through the pages."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect


def make_count(page: Page, *, location: str = "BLUE", name: str = "") -> str:
    """Makes a blind count of the whole location; its number."""
    page.goto("/counts/new")
    page.get_by_label("Location").select_option(location)
    page.get_by_label("Name of the count").fill(name)
    page.get_by_role("button", name="Make the count").click()
    page.wait_for_url(re.compile(r"/counts/[^/]+$"))
    return page.url.rsplit("/", 1)[-1]


def enrolment_code(page: Page) -> str:
    """Makes a one-time code for a phone; the code as it is typed."""
    page.goto("/phones")
    page.get_by_role("button", name="Show the code").click()
    return page.locator(".enrol .code").inner_text()


def decide(page: Page, order_no: str, words: str, choice: str, **target: str) -> None:
    """Opens the question that shows `words` in the queue and answers it with the value `choice`."""
    page.goto(f"/counts/{order_no}")
    page.locator("[data-lines] a", has_text=words).first.click()
    page.locator(f'input[name="choice"][value="{choice}"]').check()
    for field, value in target.items():
        page.locator(f'[data-answers] [name="{field}"]').fill(value)
    page.get_by_role("button", name="Decide and next").click()
    expect(page.get_by_role("alert")).to_have_count(0)


def approve(page: Page, order_no: str) -> None:
    """Presses Approve on the workbench."""
    page.goto(f"/counts/{order_no}")
    page.get_by_role("button", name="Approve").click()


def preview_rows(page: Page, order_no: str) -> dict[str, list[tuple[str, str, str]]]:
    """The preview as it stands on the page: {table: [(type, place, quantity)]}."""
    page.goto(f"/counts/{order_no}/preview")
    found = {}
    for section in page.locator("section.section").all():
        rows = section.locator("tbody tr").all()
        cells = [[cell.inner_text().strip() for cell in row.locator("th, td").all()] for row in rows]
        found[section.locator("h2").inner_text()] = [(row[0], row[2], row[4]) for row in cells]
    return found


def post(page: Page, order_no: str) -> str:
    """Posts what the preview shows; the number of the posted count."""
    page.goto(f"/counts/{order_no}/preview")
    page.get_by_role("button", name="Post", exact=True).click()
    page.wait_for_url(re.compile(r"/counts/posted/"))
    return page.url.rsplit("/", 1)[-1]
