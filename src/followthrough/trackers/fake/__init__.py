"""Trackers that are not there: real HTTP servers that keep state and speak a vendor's dialect, for tests, rehearsals and the demo."""
