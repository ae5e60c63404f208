"""What administrators can set: each has a type, a default and a check."""
