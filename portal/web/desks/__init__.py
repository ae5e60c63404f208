"""What each role sees first: lanes and lists only."""
