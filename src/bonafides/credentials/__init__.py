"""Verifiable Credentials that are also Open Badges: made, signed, baked into pictures, and verified offline.

Pure: no Django, no database, no network, nothing else of Bonafides. The format stands in
docs/reference/trustmark-credential.md.
"""
