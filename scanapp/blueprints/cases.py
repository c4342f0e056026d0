"""Review: every open question of this person's locations, and the answer to one."""

from __future__ import annotations

from flask import Blueprint, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from scanapp.blueprints import bench, words
from scanapp.blueprints.forms import DecideForm
from scanapp.blueprints.frame import needs, now, permit
from scanapp.errors import NotFound, ScanappError
from scanapp.i18n import sentence
from scanapp.inventory.counting import actions as counting
from scanapp.inventory.review import actions, queries
from scanapp.inventory.review.models import ReviewCase

blueprint = Blueprint("cases", __name__, url_prefix="/cases")


@blueprint.get("")
@needs("count.decide")
def index() -> str:
    """Questions first, then notices, then the last answers."""
    places = g.person.location_codes
    return render_template(
        "cases/index.html",
        questions=queries.list_cases(g.session, locations=places, grade="review"),
        notices=queries.list_cases(g.session, locations=places, grade="notice", limit=50),
        words=words.case_words,
        title=bench.case_title,
    )


@blueprint.get("/<int(max=2147483647):id>")
@needs("count.decide")
def show(id: int) -> ResponseReturnValue:
    """One question on its own page."""
    return _page(_case(id), DecideForm())


@blueprint.post("/<int(max=2147483647):id>/decide")
@needs("count.decide")
def decide(id: int) -> ResponseReturnValue:
    """Stores an answer and does what it says; a refusal keeps what was typed and says why."""
    case, form = _case(id), DecideForm()
    if form.validate_on_submit():
        try:
            with g.session.begin_nested():
                actions.decide(
                    g.session,
                    id,
                    form.choice.data,
                    by=g.person.id,
                    at=now(),
                    target=form.target(),
                    note=form.note.data,
                )
        except ScanappError as error:
            form.form_errors.append(sentence(error))
        else:
            return redirect(_next(case))
    return _page(case, form), 422


def _case(id: int) -> ReviewCase:
    case = queries.get_case(g.session, id)
    permit("count.decide", case.location_code)
    return case


def _page(case: ReviewCase, form: DecideForm) -> str:
    shown = bench.question(case, None) | {"form": form}
    return render_template("cases/show.html", title=bench.case_title(case), answer=_answer(case), **shown)


def _answer(case: ReviewCase) -> str:
    return words.choice_words(case.code, case.choice).title if case.choice else ""


def _next(case: ReviewCase) -> str:
    try:
        return bench.next_after(counting.get_order(g.session, case.document_no), case)
    except NotFound:
        return url_for(".index")
