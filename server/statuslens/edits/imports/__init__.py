"""Import statements: their order, layout and position, and unused ones."""
