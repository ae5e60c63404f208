"""Pages about a person's standing."""
