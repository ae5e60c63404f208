"""Pages of QA: the desk, the reading of one case, and what an agent may read."""
