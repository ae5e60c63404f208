"""Products, symptoms and purchases."""
