"""No request leaves while a database transaction is open: it would hold the write lock for as long as a stranger takes to answer."""

from __future__ import annotations

from django.db import connections


def require_none_open() -> None:
    """Raise where this thread is inside a transaction. Those that Django's test cases put around each test do not count."""
    for connection in connections.all(initialized_only=True):
        if any(not getattr(block, "_from_testcase", False) for block in connection.atomic_blocks):
            raise RuntimeError("A request was about to leave inside a database transaction: decide first, then ask, then write.")
