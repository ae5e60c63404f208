"""Database, clock, storage."""
