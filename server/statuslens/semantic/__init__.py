"""What code means: names, calls, where a status is expected."""
