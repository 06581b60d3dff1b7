"""The pages of lists, a module for each kind."""
