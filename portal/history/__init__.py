"""The line written with every change."""
