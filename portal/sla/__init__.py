"""Time and nothing else: calendar, policy, clocks."""
