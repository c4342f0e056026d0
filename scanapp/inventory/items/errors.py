"""What can be wrong with an item, its units, references and categories."""

from __future__ import annotations

from scanapp.errors import ScanappError


class UnitFactorInvalid(ScanappError):
    code = "UNIT_FACTOR_INVALID"
    sentence = "Unit {unit} of item {item}: give a quantity over 0, and exactly 1 for the base unit {base}."


class UnitFactorFixed(ScanappError):
    code = "UNIT_FACTOR_FIXED"
    status = 409
    sentence = "Unit {unit} of item {item} holds {old}, not {new}. Make a unit with another code."


class BaseUnitFixed(ScanappError):
    code = "BASE_UNIT_FIXED"
    status = 409
    sentence = "Item {item} is kept in {old}. Leave its base unit and make {new} a further unit."


class ItemExists(ScanappError):
    code = "ITEM_EXISTS"
    status = 409
    sentence = "Item {item} exists already. Open it, or choose another number."


class CategoryLoop(ScanappError):
    code = "CATEGORY_LOOP"
    sentence = "Category {category} cannot lie inside itself. Choose another parent."


class ReferenceDates(ScanappError):
    code = "REFERENCE_DATES"
    sentence = "Reference {reference} ends before it starts. Correct one of the two dates."


class ReferenceOwner(ScanappError):
    code = "REFERENCE_OWNER"
    sentence = "Name whose number a {type} reference is; leave that blank for bar codes and blank types."
