"""Days whose matches were counted, and what has changed since."""

from django.db import models


class CountedDay(models.Model):
    """What met lists on one day (UTC), in columns of numbers (`rules.counting`); counted anew when that changed."""

    day = models.DateField(unique=True)
    rows = models.BinaryField(default=bytes)
    flagged = models.BinaryField(default=bytes)
    said = models.JSONField(default=dict)  # the words of each column
    is_whole = models.BooleanField(default=False)  # false: nothing was counted yet, or it was emptied
    emptied = models.PositiveIntegerField(default=0)  # how often, so that no count begun before fills it again

    def __str__(self) -> str:
        return f"{self.day}"


class CountTouch(models.Model):
    """An item of whose rows on that day something may have changed. Only ever added, so that nobody waits for it."""

    day = models.DateField(db_index=True)
    item = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.day} {self.item}"
