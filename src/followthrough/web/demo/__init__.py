"""An invented company's year, for looking around. Never imported by anything but `followthrough demo` and its tests."""
