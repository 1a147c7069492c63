"""Programs that act for somebody, the minutes on their way, reviews that open by themselves."""

import django.db.models.deletion
import django.db.models.functions.comparison
import uuid
from django.conf import settings
from django.db import migrations, models

from followthrough.web.models import append_only


def reinstall(apps, schema_editor):
    """SQLite changes a column by building the table anew, and the new one has no triggers."""
    append_only.remove(schema_editor.connection)
    append_only.install(schema_editor.connection)


class Migration(migrations.Migration):

    dependencies = [
        ('web', '0007_tokens_and_badges'),
    ]

    operations = [
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('to', models.CharField(blank=True, max_length=300)),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('stage', models.CharField(choices=[('waiting', 'Waiting'), ('sending', 'Sending'), ('sent', 'Sent'), ('failed', 'Failed'), ('dropped', 'Dropped')], default='waiting', max_length=8)),
                ('next_at', models.DateTimeField()),
                ('attempts', models.PositiveIntegerField(default=0)),
                ('tried_at', models.DateTimeField(blank=True, null=True)),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('remote_id', models.CharField(blank=True, max_length=300)),
                ('words', models.TextField(blank=True)),
                ('asked_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['asked_at', 'id'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Rhythm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('first_on', models.DateField()),
                ('clock', models.TimeField()),
                ('set_at', models.DateTimeField()),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='event',
            name='event_through_is_known',
        ),
        migrations.AlterField(
            model_name='event',
            name='through',
            field=models.CharField(choices=[('person', 'Person'), ('policy', 'Policy'), ('import', 'Import'), ('tracker', 'Tracker'), ('agent', 'Agent')], max_length=8),
        ),
        migrations.AlterField(
            model_name='nudge',
            name='channel',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='web.channel'),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=models.CheckConstraint(condition=models.Q(('through__in', ['person', 'policy', 'import', 'tracker', 'agent'])), name='event_through_is_known'),
        ),
        migrations.AddField(
            model_name='notice',
            name='asked_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='notice',
            name='channel',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='web.channel'),
        ),
        migrations.AddField(
            model_name='notice',
            name='person',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='web.person'),
        ),
        migrations.AddField(
            model_name='notice',
            name='review',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='web.review'),
        ),
        migrations.AddField(
            model_name='rhythm',
            name='set_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='rhythm',
            name='team',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='rhythm', to='web.team'),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(fields=['stage', 'next_at'], name='web_notice_stage_bcd8a6_idx'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('sent_at__isnull', False), ('stage', 'sent')), models.Q(models.Q(('stage', 'sent'), _negated=True), ('sent_at__isnull', True)), _connector='OR'), name='notice_sent_has_a_time'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.UniqueConstraint(condition=models.Q(('person__isnull', False)), fields=('review', 'person'), name='notice_once_to_a_person'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.UniqueConstraint(condition=models.Q(('person__isnull', True)), fields=('review', 'channel'), name='notice_once_to_a_room'),
        ),
        migrations.AddConstraint(
            model_name='rhythm',
            constraint=models.UniqueConstraint(django.db.models.functions.comparison.Coalesce('team', 0), name='rhythm_one_for_each'),
        ),
        migrations.RunPython(reinstall, reinstall),
    ]
