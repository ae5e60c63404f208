"""Complaints that come in from files."""
