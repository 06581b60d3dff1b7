"""What is done in moderation, a file per subject: the only write door."""
