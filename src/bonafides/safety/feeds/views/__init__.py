"""Pages of feeds, pages of shared lists, and what other installations ask for."""
