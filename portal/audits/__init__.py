"""QA's scored reading of ended cases."""
