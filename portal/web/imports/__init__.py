"""Pages of what came in from outside."""
