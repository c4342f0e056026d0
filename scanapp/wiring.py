"""What lower nouns ask of higher ones, registered once: review decisions, providers, delete guards."""

from __future__ import annotations

from functools import cache


@cache
def wire() -> None:
    """Registers every review choice and provider. Calling it again does nothing."""
    import scanapp.inbox.decisions
    import scanapp.inventory.counting.decisions
    import scanapp.inventory.tracking.queries  # noqa: F401


def load_models() -> None:
    """Imports every module that has tables, so that the metadata is whole."""
    import scanapp.feed
    import scanapp.inbox.models
    import scanapp.inventory.counting.models
    import scanapp.inventory.items.models
    import scanapp.inventory.ledger.models
    import scanapp.inventory.locations.models
    import scanapp.inventory.review.models
    import scanapp.inventory.tracking.models
    import scanapp.people.models
    import scanapp.series  # noqa: F401
