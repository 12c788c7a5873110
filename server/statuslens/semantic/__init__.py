"""The meaning of code: names, calls, places and usages of statuses."""
