"""What a purchase is owed."""
