"""Pictures and other evidence."""
