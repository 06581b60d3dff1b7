"""A public log that anyone can check: canonical entries, a Merkle tree, tiles, signed checkpoints, offline
verifier.

Pure: no Django, no database, nothing else of Bonafides. The formats are C2SP's and stand in
docs/reference/log.md.
"""
