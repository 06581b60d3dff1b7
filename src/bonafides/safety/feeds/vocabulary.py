"""The words of this part."""
