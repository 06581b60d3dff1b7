from django.db import migrations
from django.db.models import F


def empty_kept_days(apps, schema_editor):
    """What is kept of a day has other columns from now on: it is emptied, and the worker counts it anew."""
    days = apps.get_model("moderation", "CountedDay").objects
    days.update(rows=b"", flagged=b"", said={}, is_whole=False, emptied=F("emptied") + 1)


class Migration(migrations.Migration):

    dependencies = [
        ("moderation", "0012_count_shares_of_videos"),
    ]

    operations = [migrations.RunPython(empty_kept_days, empty_kept_days)]
