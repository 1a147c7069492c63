"""The encoding that a web page says it is in, where it is not Unicode. Guesses nothing."""

from __future__ import annotations

import codecs
import re

LOOKED_AT = 2048
DECLARED = re.compile(rb"<meta[^>]{0,200}?charset\s{0,9}=\s{0,9}[\"']?([A-Za-z0-9_-]{2,30})", re.IGNORECASE)
# What the word for an encoding may mean; others are no encodings of pages, or hold tricks.
KNOWN = frozenset({"cp1250", "cp1251", "cp1252", "cp1254", "koi8-r", "shift_jis", "euc_jp", "gb2312", "gbk", "gb18030", "big5", "euc_kr"})


def in_unicode(data: bytes) -> bytes:
    """The same page in UTF-8, where it names another encoding; else the bytes as they are."""
    found = DECLARED.search(data[:LOOKED_AT])
    if not found:
        return data
    try:
        name = codecs.lookup(found[1].decode("ascii")).name
        if name == "utf-8" or not (name in KNOWN or name.startswith("iso8859")):
            return data
        # Browsers read Latin-1 as its extension of Windows.
        return data.decode("cp1252" if name == "iso8859-1" else name).encode()
    except (LookupError, UnicodeDecodeError):
        return data
