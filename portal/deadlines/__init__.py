"""Deadlines chase their cases: swept each minute, told once, acted on (domain T5, T6, T8, I6)."""
