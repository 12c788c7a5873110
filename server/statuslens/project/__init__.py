"""The user's project. The only package that reads or writes the user's disk."""
