"""Refusals of counting; each says what to do (domain 1 §5.2-5.7). What posting refuses too is in `ledger.errors`."""

from __future__ import annotations

from scanapp.errors import ScanappError


class OrderNotOpen(ScanappError):
    code = "ORDER_NOT_OPEN"
    status = 409
    sentence = "Count {order} is finished. Reopen it before you change it."


class OrderNotFinished(ScanappError):
    code = "ORDER_NOT_FINISHED"
    status = 409
    sentence = "Count {order} is not finished. Approve it before you post it."


class OrderHasFinishedRecordings(ScanappError):
    code = "ORDER_HAS_RECORDINGS"
    status = 409
    sentence = "Count {order} has finished recordings. Reopen and delete them before you delete the count."


class OrderEmpty(ScanappError):
    code = "ORDER_EMPTY"
    status = 409
    sentence = "Count {order} has no lines. Calculate lines, or add one, first."


class LineOnRecording(ScanappError):
    code = "LINE_ON_RECORDING"
    status = 409
    sentence = "{item} is already counted in a finished recording. Reopen that recording first."


class DuplicateLine(ScanappError):
    code = "DUPLICATE_LINE"
    status = 409
    sentence = "{item} in {place} is on count {order} more than once. Delete the extra line."


class ExpectedNotCalculated(ScanappError):
    code = "EXPECTED_NOT_CALCULATED"
    status = 409
    sentence = (
        "The expected quantity of {item} in {place} is not calculated. Calculate it before you approve."
    )


class RecordingNotOpen(ScanappError):
    code = "RECORDING_NOT_OPEN"
    status = 409
    sentence = "Recording {recording} of count {order} is finished. Reopen it before you change it."


class RecordingNotFinished(ScanappError):
    code = "RECORDING_NOT_FINISHED"
    status = 409
    sentence = "Recording {recording} of count {order} is not finished. Finish it, or delete it, first."


class RecordingEmpty(ScanappError):
    code = "RECORDING_EMPTY"
    status = 409
    sentence = "Recording {recording} has no lines. Count something, or delete the recording."


class NothingToRecord(ScanappError):
    code = "NOTHING_TO_RECORD"
    status = 409
    sentence = "No line of count {order} fits, so no recording was made. Change the choice of lines."


class LineNotRecorded(ScanappError):
    code = "LINE_NOT_RECORDED"
    status = 409
    sentence = "{item} in {place} is not counted. Enter its quantity; zero counts too."


class RecordingWithoutOrder(ScanappError):
    code = "RECORDING_WITHOUT_ORDER"
    status = 409
    sentence = "{item} in {place} is not on count {order}, and this recording may not add lines. Allow it, or remove the line."


class SerialRepeated(ScanappError):
    code = "SERIAL_REPEATED"
    status = 409
    sentence = "Serial number {serial} of {item} is already counted in this count. Remove one of the two."


class TrackingSum(ScanappError):
    code = "TRACKING_SUM"
    status = 409
    sentence = "The numbers of {item} in {place} do not add up to its quantity in stock. Give the stock without numbers its number first."


class UnknownMode(ScanappError):
    code = "UNKNOWN_MODE"
    sentence = "“{mode}” is not a way to count. Choose blind or open, and single, split or double."


class CasesOpen(ScanappError):
    code = "CASES_OPEN"
    status = 409
    sentence = "{n} questions of count {order} wait for an answer ({codes}). Decide them, then approve."


class NotCounted(ScanappError):
    code = "NOT_COUNTED"
    status = 409
    sentence = "{n} lines of count {order} were not counted. Say for each: zero, count again, or leave out."


class AreaIncomplete(ScanappError):
    code = "AREA_INCOMPLETE"
    status = 409
    sentence = "Not everything counted in {bins} has arrived. Bring the phone to the network, or accept what is here."


class DifferenceChanged(ScanappError):
    """`details["shown"]` is the digest to send back once the new differences have been seen."""

    code = "DIFFERENCE_CHANGED"
    status = 409
    sentence = "Stock moved since count {order} was approved, and its differences changed. Look at the new preview, then post again."


class SecondPersonNeeded(ScanappError):
    code = "SOD"
    status = 409
    sentence = "You counted in this count yourself. Another supervisor must do this."
