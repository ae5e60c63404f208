"""Rules about the customers and their numbers."""
