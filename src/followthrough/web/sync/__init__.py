"""Keep items and tickets in step: file, follow, compare. Every row is written by `web.operations`."""
