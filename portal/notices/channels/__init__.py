"""The ways out of the house: one adapter each, all with the same two calls (`ways.py`)."""
