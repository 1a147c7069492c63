"""Cells for spreadsheets. Text that a spreadsheet would run as a formula is defused; nothing is written here."""

from __future__ import annotations

# What makes Excel, LibreOffice or Google Sheets read a cell as a formula, full-width forms included.
# https://owasp.org/www-community/attacks/CSV_Injection
STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def safe_cell(value: object) -> str:
    """The value as text, with an apostrophe before what would be a formula (also behind leading spaces)."""
    if value is None:
        return ""
    text = str(value)
    if isinstance(value, str) and (text.startswith(STARTS) or text.lstrip().startswith(STARTS)):
        return f"'{text}"
    return text
