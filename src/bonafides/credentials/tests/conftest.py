"""Property tests here have no time limit for one example: a laden machine is not a wrong answer."""

from hypothesis import settings

settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")
