"""What people do with counts: the one door to this folder's actions (domain 1 §5)."""

from scanapp.inventory.counting.approval import Approval, approve, finish_order, reopen_order
from scanapp.inventory.counting.expected import LineFilter
from scanapp.inventory.counting.orders import (
    add_line,
    calculate_lines,
    change_posting_date,
    create_order,
    delete_line,
    delete_order,
    duplicate_lines,
    get_order,
    recalculate,
    use_item_tracking,
)
from scanapp.inventory.counting.phone_recordings import bin_done, bin_empty, record, set_aside
from scanapp.inventory.counting.posting import PostResult, post_order, preview_order
from scanapp.inventory.counting.recordings import (
    copy_line,
    delete_recording,
    enter,
    finish_recording,
    get_recording,
    make_recording,
    reopen_recording,
)

__all__ = [
    "Approval",
    "LineFilter",
    "PostResult",
    "add_line",
    "approve",
    "bin_done",
    "bin_empty",
    "calculate_lines",
    "change_posting_date",
    "copy_line",
    "create_order",
    "delete_line",
    "delete_order",
    "delete_recording",
    "duplicate_lines",
    "enter",
    "finish_order",
    "finish_recording",
    "get_order",
    "get_recording",
    "make_recording",
    "post_order",
    "preview_order",
    "recalculate",
    "record",
    "reopen_order",
    "reopen_recording",
    "set_aside",
    "use_item_tracking",
]
