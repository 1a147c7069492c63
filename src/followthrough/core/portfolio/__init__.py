"""The numbers, as pure functions over events, as of any day. Nothing here reads a database, a clock or a person's name."""
