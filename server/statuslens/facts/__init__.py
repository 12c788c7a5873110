"""What is known of status codes, libraries and APIs: data, and the types that hold it."""
