"""The huifang command."""
