"""What can be wrong with a row of an imported file. Row and column stand beside each sentence."""

from __future__ import annotations

from scanapp.errors import ScanappError


class BarcodeMangled(ScanappError):
    code = "BARCODE_MANGLED"
    sentence = (
        "“{text}” is a barcode that a spreadsheet shortened. Format the column as text and export again."
    )


class FormulaInCell(ScanappError):
    code = "FORMULA_IN_CELL"
    sentence = "“{text}” is a formula, not a value. Copy the column and paste it as values."


class NumberAmbiguous(ScanappError):
    code = "NUMBER_AMBIGUOUS"
    sentence = "“{text}” may mean {one} or {other}: this column uses the decimal comma. Write one of the two."


class NumberNegative(ScanappError):
    code = "NUMBER_NEGATIVE"
    sentence = "“{text}” is below zero. Write zero or more."


class RowTooWide(ScanappError):
    code = "ROW_TOO_WIDE"
    sentence = (
        "The row has {n} cells, the header {most}. Put quotation marks around texts with the delimiter."
    )


class RowWithoutKey(ScanappError):
    code = "ROW_WITHOUT_KEY"
    sentence = "The row has neither an item number nor a barcode. Fill one of them, or delete the row."


class RowTwice(ScanappError):
    code = "ROW_TWICE"
    sentence = "The row repeats row {other}: item {item}. Delete one of them."


class RowContradicts(ScanappError):
    code = "ROW_CONTRADICTS"
    sentence = "Row {other} says “{first}” for item {item}, this one “{second}”. Make them equal."


class BarcodeTwice(ScanappError):
    code = "BARCODE_TWICE"
    sentence = "Barcode {barcode} stands in row {other} for something else. Correct one of the two."


class BarcodeTaken(ScanappError):
    code = "BARCODE_TAKEN"
    sentence = "Barcode {barcode} belongs to {item} already. Correct the barcode or the item number."


class BarcodeShared(ScanappError):
    code = "BARCODE_SHARED"
    sentence = "Barcode {barcode} belongs to several items ({items}). Add a column with the item number."


class CheckDigitWrong(ScanappError):
    code = "CHECK_DIGIT_WRONG"
    sentence = (
        "{barcode} looks like a GTIN, but its last digit should be {digit}. Check it against the package."
    )


class UnitIncomplete(ScanappError):
    code = "UNIT_INCOMPLETE"
    sentence = "Unit {unit} is not known for item {item}. Fill in how many base units it holds."


class UnitMissing(ScanappError):
    code = "UNIT_MISSING"
    sentence = "A quantity per unit needs the code of its unit. Fill it in, or clear the quantity."


class TrackingCodeUnknown(ScanappError):
    code = "TRACKING_CODE_UNKNOWN"
    sentence = "Tracking code {text} does not exist. Create it first, or use one of: {choices}."


class ImportRefused(ScanappError):
    code = "IMPORT_REFUSED"
    status = 422
    sentence = "Nothing was imported: {n} rows need a correction first."
