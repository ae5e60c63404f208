"""Pages about dealers: their own, and the administrators’."""
