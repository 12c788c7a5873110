"""The index of all files, and the process that fills it."""
