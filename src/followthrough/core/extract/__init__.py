"""Find in a document what reads like an action item, and what it says of its incident. Proposes; a person decides."""

from __future__ import annotations

from followthrough.core.extract.reading import Reading, read

__all__ = ["Reading", "read"]
