"""The forms of the office. Labels and sentences are English keys, translated where they are shown."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    Field,
    FileField,
    HiddenField,
    IntegerField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields import SelectChoice
from wtforms.validators import Optional, StopValidation
from wtforms.widgets import CheckboxInput, ListWidget

from scanapp.errors import ScanappError
from scanapp.i18n import LANGUAGES, mark, sentence
from scanapp.i18n import translate as _
from scanapp.inventory.ledger.entries import EntryFilter
from scanapp.people.rules import ROLES
from scanapp.quantities import QUANTITY_PLACES, parse_decimal, scale

ENTRY_TYPES = (
    mark("Purchase"),
    mark("Sale"),
    mark("Positive Adjmt."),
    mark("Negative Adjmt."),
    mark("Transfer"),
)


def options(pairs: Iterable[tuple[str, str]], *, blank: bool = False) -> list[SelectChoice]:
    """The (value, label) pairs of a list to choose from, with a blank first when nothing may be chosen."""
    return [SelectChoice(value, label) for value, label in ([("", "")] if blank else []) + list(pairs)]


class Required:
    """Refuses a blank field with its own sentence."""

    def __init__(self, message: str) -> None:
        self.message = message

    def __call__(self, form: Any, field: Field) -> None:
        if not field.data or (isinstance(field.data, str) and not field.data.strip()):
            field.errors = []
            raise StopValidation(_(self.message))


class Most:
    """Refuses a text that is too long, and the one character no database can hold."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.field_flags = {"maxlength": most}

    def __call__(self, form: Any, field: Field) -> None:
        text = field.data or ""
        if len(text) > self.most:
            raise StopValidation(_("This is too long: {most} characters at most.", most=self.most))
        if "\0" in text:
            raise StopValidation(_("This contains a character that cannot be stored. Type it again."))


class Text(StringField):
    """A line of text; '' when the browser did not send it."""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = valuelist[0] if valuelist else ""


class LongText(TextAreaField, Text):
    """Several lines of text."""


class NumberField(Text):
    """A number written with comma or point; `number` is its Decimal, None when blank."""

    number: Decimal | None = None

    def post_validate(self, form: Any, validation_stopped: bool) -> None:
        self.number = None
        if validation_stopped or not (self.data or "").strip():
            return
        try:
            self.number = parse_decimal(self.data)
            scale(self.number, QUANTITY_PLACES)
        except ScanappError as error:
            raise ValidationError(sentence(error)) from error


class Day(DateField):
    """A date, as browsers send it."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(_("Write a date like 2026-11-22.")) from error


class Whole(IntegerField):
    """A whole number."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(_("Write a whole number.")) from error


def _ensure_offered(field: SelectField, chosen: Iterable[str]) -> None:
    offered = {option.value for option in field.choices or ()}
    if not {str(value) for value in chosen} <= offered:
        raise ValidationError(_("Choose one of the list."))


class ChoiceField(SelectField):
    """One of a list."""

    def pre_validate(self, form: Any) -> None:
        _ensure_offered(self, [self.data])


class OneOf(RadioField):
    """One of a few, all in sight."""

    def pre_validate(self, form: Any) -> None:
        _ensure_offered(self, [self.data])


class TicksField(SelectMultipleField):
    """Several of a list, as ticks."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def pre_validate(self, form: Any) -> None:
        _ensure_offered(self, self.data or ())


class SignInForm(FlaskForm):  # type: ignore[misc]
    login = Text(mark("Sign-in name"), [Required(mark("Type your sign-in name.")), Most(100)])
    password = PasswordField(mark("Password"), [Required(mark("Type your password.")), Most(200)])
    next = HiddenField()


class PersonForm(FlaskForm):  # type: ignore[misc]
    """A person's card. The password is asked for when they are new."""

    name = Text(mark("Name"), [Required(mark("Type the person's name.")), Most(100)])
    login = Text(mark("Sign-in name"), [Required(mark("Type a sign-in name.")), Most(50)])
    role = ChoiceField(mark("Role"))
    language = ChoiceField(
        mark("Language"), choices=options((code, form.name) for code, form in LANGUAGES.items())
    )
    locations = TicksField(mark("Locations"))
    password = PasswordField(mark("Password"), [Most(200)])
    is_disabled = BooleanField(mark("May no longer sign in"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.role.choices = options((role, role_name(role)) for role in ROLES)


def role_name(role: str) -> str:
    """A role as people say it."""
    names = {"counter": _("Counter"), "supervisor": _("Supervisor"), "administrator": _("Administrator")}
    return names.get(role, role)


class LocationForm(FlaskForm):  # type: ignore[misc]
    code = StringField(mark("Code"), [Required(mark("Type a code.")), Most(10)])
    name = StringField(mark("Name"), [Most(100)])
    time_zone = StringField(
        mark("Time zone"), [Required(mark("Type a time zone.")), Most(50)], default="Europe/Copenhagen"
    )
    bin_mandatory = BooleanField(mark("Stock lies in bins"), default=True)


class BinsForm(FlaskForm):  # type: ignore[misc]
    """Bins by a range of codes."""

    first = StringField(mark("First bin"), [Required(mark("Type the first bin.")), Most(20)])
    last = StringField(mark("Last bin"), [Most(20)])


class EnrolForm(FlaskForm):  # type: ignore[misc]
    locations = TicksField(mark("Locations"), [Required(mark("Choose at least one location for the phone."))])


class CountForm(FlaskForm):  # type: ignore[misc]
    """A new count: where, how, and which lines."""

    location = ChoiceField(mark("Location"))
    description = Text(mark("Name of the count"), [Most(100)])
    mode = OneOf(mark("Who counts what"), default="split")
    blind = BooleanField(mark("Blind: phones never learn the expected quantity"), default=True)
    bins = Text(mark("Bins"), [Most(200)])
    items = Text(mark("Items"), [Most(200)])
    category = ChoiceField(mark("Category"), default="")
    zero = BooleanField(mark("Also items with no stock"), default=True)
    second = BooleanField(mark("Another person must post"))
    tolerance_percent = NumberField(mark("Percent"))
    tolerance_value = NumberField(mark("Value"))
    tolerance_quantity = NumberField(mark("Quantity"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.mode.choices = options(
            (
                ("split", _("Each bin once; people share the work")),
                ("single", _("One person counts all")),
                ("double", _("Every bin twice, by two people")),
            )
        )


class DecideForm(FlaskForm):  # type: ignore[misc]
    """An answer to a review case. `choice` is checked against the case itself."""

    choice = Text(mark("Answer"), [Required(mark("Choose an answer first.")), Most(30)])
    item = Text(mark("Item"), [Most(20)])
    variant = Text(mark("Variant"), [Most(10)])
    unit = Text(mark("Unit"), [Most(10)])
    bin = Text(mark("Bin"), [Most(20)])
    order = Text(mark("Count"), [Most(20)])
    note = LongText(mark("Note"), [Most(500)])

    def target(self) -> dict[str, str]:
        """What the answer names, blanks left out."""
        named = {
            name: (self[name].data or "").strip() for name in ("item", "variant", "unit", "bin", "order")
        }
        return {name: value for name, value in named.items() if value}


class ApproveForm(FlaskForm):  # type: ignore[misc]
    """Approve and post; `shown` is the digest of the differences on the page."""

    shown = HiddenField(validators=[Most(64)])


class UploadForm(FlaskForm):  # type: ignore[misc]
    file = FileField(mark("File"), [Required(mark("Choose a CSV or Excel file."))])


class FilterForm(FlaskForm):  # type: ignore[misc]
    """A form that only asks; it travels in the address and changes nothing."""

    class Meta:
        csrf = False


class EntriesForm(FilterForm):
    """Which ledger entries to show."""

    item = Text(mark("Item"), [Most(20)])
    document = Text(mark("Document"), [Most(20)])
    type = ChoiceField(mark("Type"), default="")
    location = ChoiceField(mark("Location"), default="")
    first = Day(mark("From"), [Optional()])
    last = Day(mark("To"), [Optional()])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.type.choices = options(((kind, _(kind)) for kind in ENTRY_TYPES), blank=True)

    def filter(self) -> EntryFilter:
        """What was asked for."""
        return EntryFilter(
            item_no=(self.item.data or "").strip().upper(),
            document_no=(self.document.data or "").strip(),
            entry_type=self.type.data or "",
            location_code=self.location.data or "",
            first=self.first.data,
            last=self.last.data,
        )


class LabelsForm(FilterForm):
    """What to print: all of a kind, or those that are named."""

    kind = OneOf(mark("Labels for"), default="bins")
    location = ChoiceField(mark("Location"))
    category = ChoiceField(mark("Category"), default="")
    which = LongText(mark("Only these"), [Most(4000)])
    every_unit = BooleanField(mark("Also boxes and variants that have their own code"))
    copies = Whole(mark("Copies of each"), [Optional()], default=1)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = {
            "bins": _("Bins"),
            "items": _("Items"),
            "badges": _("Badges"),
            "practice": _("To scan from the screen"),
        }
        self.kind.choices = options(words.items())

    def validate_copies(self, field: Field) -> None:
        if field.data is not None and not 1 <= field.data <= 50:
            raise ValidationError(_("Write a number from 1 to 50."))
