"""What an HTTP or WebSocket status code means, wherever one stands in Python web code."""

__version__ = "0.1.0"
