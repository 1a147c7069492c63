"""The server: one plain Django app. All writes go through `operations`; pages and commands find, call and render."""
