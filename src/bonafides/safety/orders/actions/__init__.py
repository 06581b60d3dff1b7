"""What is done at the orders desk, a file a subject."""
