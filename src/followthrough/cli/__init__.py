"""The command line: one file a command. Nothing here decides anything; it finds, calls and prints."""
