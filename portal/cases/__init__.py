"""The way of a case, one verb per file."""
