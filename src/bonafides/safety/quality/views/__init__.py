"""The pages of auditing ourselves: a module for each part."""
