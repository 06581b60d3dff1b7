from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('banks', '0011_keep_tlsh_hashes_locked'),
    ]

    operations = [
        migrations.RenameField(model_name='clusterrun', old_name='pictures', new_name='entries'),
        migrations.RenameField(model_name='cluster', old_name='widest_bits', new_name='widest'),
        migrations.AddField(
            model_name='cluster',
            name='kind',
            field=models.CharField(choices=[('pictures', 'pictures'), ('texts', 'texts'), ('videos', 'videos')], default='pictures', max_length=10),
        ),
        migrations.RenameField(model_name='clustermember', old_name='distance_bits', new_name='distance'),
        migrations.AlterModelOptions(name='clustermember', options={'ordering': ['distance', 'entry']}),
    ]
