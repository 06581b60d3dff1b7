"""`bonafides ...`: one static table of commands; each is imported when it is called."""
