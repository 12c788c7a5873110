"""What to write instead of a status, and the imports that come and go with it."""
