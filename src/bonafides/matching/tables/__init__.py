"""Exact tables of fingerprints over flat arrays, in memory or mapped from a file; how: docs/explanation/index.md."""
