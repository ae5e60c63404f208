"""The duty roster: who answers for the supervisors, for the directors, at night (T2, T8)."""
