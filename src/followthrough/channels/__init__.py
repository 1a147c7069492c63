"""Where people are reached: one adapter a channel behind one small port (`base.py`). Decides nothing about who hears what, and when."""
