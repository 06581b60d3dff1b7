from django.db import migrations, models


class Migration(migrations.Migration):
    """What a feed says stands beside what a file of the same name says."""

    dependencies = [("banks", "0013_match_sounds")]

    operations = [
        migrations.AddField("entryopinion", "feed", models.CharField(blank=True, max_length=16)),
        migrations.RemoveConstraint("entryopinion", "banks_one_current_opinion_each"),
        migrations.AddConstraint(
            "entryopinion",
            models.UniqueConstraint(
                condition=models.Q(ended_at=None),
                fields=("entry", "side", "source", "feed"),
                name="banks_one_current_opinion_each",
            ),
        ),
    ]
