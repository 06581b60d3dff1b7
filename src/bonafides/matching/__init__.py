"""Fingerprints of files, pictures, texts and addresses, and exact indexes over them. Knows no framework and no database."""
