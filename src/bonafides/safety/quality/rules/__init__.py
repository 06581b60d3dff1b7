"""What is decided about auditing ourselves: one file for each question."""
