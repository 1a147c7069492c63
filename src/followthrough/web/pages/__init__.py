"""A file a screen: find, call, render."""
