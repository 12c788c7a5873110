"""Facts about status codes, libraries and APIs: data and its types."""
