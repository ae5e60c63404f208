"""Rules about contact points."""
