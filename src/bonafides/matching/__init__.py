"""Fingerprints of files, pictures, texts and addresses, and an exact index over them; no framework, no database."""
