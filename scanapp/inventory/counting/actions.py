"""What people do with counts: the one door to this folder's actions (domain 1 §5)."""

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

__all__ = [
    "add_line",
    "bin_done",
    "bin_empty",
    "calculate_lines",
    "change_posting_date",
    "create_order",
    "delete_line",
    "delete_order",
    "duplicate_lines",
    "get_order",
    "recalculate",
    "record",
    "set_aside",
    "use_item_tracking",
]
