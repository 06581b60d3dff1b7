from django.db import migrations, models


class Migration(migrations.Migration):
    """A TMK is longer than any other hash."""

    dependencies = [("feeds", "0005_open_what_is_known_elsewhere")]

    operations = [
        migrations.AlterField("hostedquestion", "value", models.TextField()),
    ]
