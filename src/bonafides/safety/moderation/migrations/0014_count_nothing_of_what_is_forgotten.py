from django.db import migrations
from django.db.models import F


def empty_kept_days(apps, schema_editor):
    """What is forgotten, or was left out of a restriction, counts otherwise from now on: the worker counts anew."""
    days = apps.get_model("moderation", "CountedDay").objects
    days.update(rows=b"", flagged=b"", said={}, is_whole=False, emptied=F("emptied") + 1)


class Migration(migrations.Migration):

    dependencies = [
        ("moderation", "0013_count_how_alike_matches_are"),
    ]

    operations = [migrations.RunPython(empty_kept_days, empty_kept_days)]
