"""Explains HTTP and WebSocket status codes in Python web code."""

__version__ = "0.1.0"
