"""What is read at these doors, a file for each kind of client."""
