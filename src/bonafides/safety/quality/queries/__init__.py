"""What is read of auditing ourselves: a module for each page."""
