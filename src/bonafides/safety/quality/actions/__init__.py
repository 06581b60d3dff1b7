"""What is done to audit ourselves: a module for each part."""
