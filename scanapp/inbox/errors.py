"""Refusals of the API. None of them removes anything from a phone (sync-protocol §4.4)."""

from __future__ import annotations

from scanapp.errors import ScanappError


class RequestUnreadable(ScanappError):
    code = "REQUEST_UNREADABLE"
    sentence = (
        "The request cannot be read: {why}. Update the app, then try again; nothing was stored or lost."
    )


class BatchTooLarge(ScanappError):
    code = "BATCH_TOO_LARGE"
    status = 413
    sentence = "The request is too large: {why}. Send half of it."


class WrongContentType(ScanappError):
    code = "CONTENT_TYPE_WRONG"
    status = 415
    sentence = "Send JSON with the content type application/json."


class NotFromHere(ScanappError):
    code = "NOT_FROM_HERE"
    status = 403
    sentence = "This request did not come from the app. Open the app on this address and try again."


class DeviceUnknown(ScanappError):
    code = "DEVICE_UNKNOWN"
    status = 401
    sentence = (
        "This phone is not registered here. Ask a supervisor for a code; what it has stored stays on it."
    )


class DeviceRevoked(ScanappError):
    code = "DEVICE_REVOKED"
    status = 403
    sentence = "This phone was removed. Bring it to a supervisor; what it has stored stays on it."


class DeviceMismatch(ScanappError):
    code = "DEVICE_MISMATCH"
    status = 403
    sentence = "The request names phone {device}, but comes from another one. Start the app again."


class NobodySignedIn(ScanappError):
    code = "NOBODY_SIGNED_IN"
    status = 401
    sentence = "Nobody is signed in on this phone. Sign in to load items and orders."


class StreamForeign(ScanappError):
    code = "STREAM_FOREIGN"
    status = 409
    sentence = "This outbox belongs to another phone. The app opens a new one and sends everything again."


class StreamForked(ScanappError):
    code = "STREAM_FORK"
    status = 409
    sentence = "This outbox went another way than before. The app opens a new one and sends everything again."


class CursorGone(ScanappError):
    code = "CURSOR_GONE"
    status = 410
    sentence = "The phone's list is too old to be continued. The app loads a new one."


class ChunkUnknown(ScanappError):
    code = "CHUNK_UNKNOWN"
    status = 404
    sentence = "This part of the list is not there any more, or not for this phone. The app loads a new list."


class TargetUnknown(ScanappError):
    code = "TARGET_UNKNOWN"
    sentence = "{what} does not exist here. Choose another one."


class ReopenTooLate(ScanappError):
    code = "REOPEN_TOO_LATE"
    status = 409
    sentence = "The count {order} is posted and stays so. Move the scans to a new count instead."
