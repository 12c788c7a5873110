"""Toolshed: a little lending library for tools."""
