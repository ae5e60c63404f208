"""Pages that take a complaint in: the call, the relay, the customer, and what is typed there."""
