"""Finding things in any script."""
