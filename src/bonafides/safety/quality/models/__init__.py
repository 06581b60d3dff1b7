"""What is stored of auditing ourselves."""

from bonafides.safety.quality.models.audits import Audit, PassedOn, QualitySettings, SeedDay
from bonafides.safety.quality.models.golden import GoldenCase, GoldenInsertion
from bonafides.safety.quality.models.published import PublishedFigures

__all__ = [
    "Audit",
    "GoldenCase",
    "GoldenInsertion",
    "PassedOn",
    "PublishedFigures",
    "QualitySettings",
    "SeedDay",
]
