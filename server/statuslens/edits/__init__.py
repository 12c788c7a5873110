"""New spellings of statuses, and the imports to add and remove."""
