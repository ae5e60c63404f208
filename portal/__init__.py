"""The Huifang portal."""
