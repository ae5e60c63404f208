"""Invented people, purchases and cases, so that a newcomer sees the portal at work."""
