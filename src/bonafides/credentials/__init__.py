"""Verifiable Credentials 2.0 and Open Badges 3.0: room for the trustmark."""
