"""What is done through these doors, a file for each subject: the only write door."""
