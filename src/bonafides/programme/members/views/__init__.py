"""The pages of members: what the public sees, what a member does, what the programme does."""
