"""Sounds by Chromaprint: 32 bits for each eighth of a second, compared at every shift by the share that differs.

Source: Chromaprint, acoustid/chromaprint, for the fingerprint and its compressed form; Haitsma and Kalker, A Highly
Robust Audio Fingerprinting System (2002), for comparing in blocks by the share of bits that differ.
"""

from bonafides.matching.sounds.hash import SoundHash as SoundHash
from bonafides.matching.sounds.likeness import SoundLikeness as SoundLikeness
from bonafides.matching.sounds.table import SoundTable as SoundTable
