"""Reminders on their way: what a message says, which channel takes it, and one round of sending. The planning is core's."""
