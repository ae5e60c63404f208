"""Rules about the people who are sent."""
