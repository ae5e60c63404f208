"""Rules about dealers and stores."""
