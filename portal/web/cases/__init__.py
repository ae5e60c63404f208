"""Pages about one case, one file per verb."""
