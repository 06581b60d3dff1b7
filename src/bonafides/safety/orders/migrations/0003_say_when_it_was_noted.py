from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('orders', '0002_mark_drills'),
    ]

    operations = [
        migrations.AddField(
            model_name='scrutiny',
            name='noted_at',
            field=models.DateTimeField(null=True),
        ),
    ]
