"""The pages of a person who goes to customers; phone first."""
