"""Cards: which gateway, saving one, charging one, and learning what became of it."""
