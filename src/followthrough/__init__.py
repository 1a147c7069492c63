"""Followthrough: the action items of incident postmortems actually get done."""

__version__ = "0.1.0"
