"""What can be mended in a document without knowing more than it says. Proposes text; writes no file."""
