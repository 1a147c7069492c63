"""Findings as people and programs read them. Nothing here writes to a file or a terminal."""
