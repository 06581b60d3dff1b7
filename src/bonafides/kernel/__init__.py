"""The words that every domain shares: actor, clock, ids, errors, event, text. Standard library only."""
