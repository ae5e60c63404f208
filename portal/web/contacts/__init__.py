"""Pages about numbers: the hotline's list, one number, and \"vacant\" for everybody."""
