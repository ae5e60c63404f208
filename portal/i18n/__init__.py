"""Words, dates and numbers as a reader expects them."""
