"""What is read of moderation, a file per subject. Reading held content is an action: `actions.viewing`."""
