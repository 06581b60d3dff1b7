"""A typed client for platforms: knows the wire and nothing else of Bonafides."""
