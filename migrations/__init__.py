"""The line of migrations, and the few words that they are written in."""
