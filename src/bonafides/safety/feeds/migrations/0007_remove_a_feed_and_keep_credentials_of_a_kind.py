import bonafides.safety.feeds.vocabulary
from django.db import migrations, models


class Migration(migrations.Migration):
    """A feed is removed and frees its name; credentials are kept for a kind of source."""

    dependencies = [
        ('banks', '0013_match_sounds'),
        ('feeds', '0006_ask_about_whole_videos'),
    ]

    operations = [
        migrations.CreateModel(
            name='KindCredentials',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('adapter', models.CharField(max_length=20, unique=True)),
                ('server', models.CharField(max_length=500)),
                ('settings', models.JSONField(default=dict)),
                ('secrets', models.TextField()),
                ('set_by', models.CharField(max_length=40)),
                ('set_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['adapter'],
            },
        ),
        migrations.AddField(
            model_name='feed',
            name='removed_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='feed',
            name='removed_by',
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.AlterField(
            model_name='feed',
            name='name',
            field=models.CharField(max_length=100),
        ),
        migrations.AlterField(
            model_name='feedrun',
            name='reason',
            field=models.CharField(choices=[('due', 'due'), ('asked', 'asked'), ('first', 'first'), ('stale', 'stale'), ('whole', 'whole'), ('again', 'again'), ('removed', 'removed')], default=bonafides.safety.feeds.vocabulary.RunReason['DUE'], max_length=10),
        ),
        migrations.AddConstraint(
            model_name='feed',
            constraint=models.UniqueConstraint(condition=models.Q(('removed_at', None)), fields=('name',), name='feeds_name_once'),
        ),
        migrations.AddConstraint(
            model_name='feed',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('removed_at', None), ('removed_by', '')), models.Q(('is_on', False), ('removed_at__isnull', False), models.Q(('removed_by', ''), _negated=True)), _connector='OR'), name='feeds_removed_are_off'),
        ),
    ]
