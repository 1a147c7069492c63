"""Findings while a postmortem is written: what an editor is told over the Language Server Protocol. Reads no file itself."""
