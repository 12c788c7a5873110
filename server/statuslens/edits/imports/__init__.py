"""Import statements: their order, their layout, where a new one goes, which are unused."""
