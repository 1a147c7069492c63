"""Tests of what can be mended without knowing more than a document says."""
