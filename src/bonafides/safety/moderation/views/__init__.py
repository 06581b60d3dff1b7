"""The pages of moderation, a file per subject."""
