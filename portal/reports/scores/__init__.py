"""The dealer score: what counts, counted each night, kept by day, and told (domain B3)."""
