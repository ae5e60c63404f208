"""Messages: what is to be told to whom, and how it leaves the house."""
