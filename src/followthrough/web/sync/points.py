"""Named moments of a sync at which a test may stop the process dead. In a running server nothing listens."""

from __future__ import annotations

from collections.abc import Callable

NAMES = (
    "claimed",
    "looked up",
    "before sending",
    "noted as sent",
    "created",
    "ticket linked",
    "filing ended",
    "edit claimed",
    "edit fetched",
    "edit compared",
    "edited",
    "edit agreed",
    "edit ended",
    "page fetched",
    "page followed",
    "page adopted",
    "page kept",
    "listing ended",
    "delivery fetched",
    "delivery followed",
    "delivery ended",
    "scan page kept",
    "scan ended",
    "lease given back",
)
listener: Callable[[str], None] | None = None


def reached(name: str) -> None:
    """Tell whoever listens."""
    if listener is not None:
        assert name in NAMES, name
        listener(name)
