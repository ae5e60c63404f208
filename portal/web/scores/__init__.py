"""Pages of dealers' scores."""
