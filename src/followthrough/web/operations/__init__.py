"""The one door for writes. A page, a command and an import all go through it; nothing else writes the portfolio's tables."""
