"""Reviews and what was decided in them, items handed over and snoozed; new kinds of events."""

import django.db.models.deletion
import django.db.models.functions.comparison
from django.conf import settings
from django.db import migrations, models

from followthrough.web.models import append_only


def reinstall(apps, schema_editor):
    """SQLite changes a column by building the table anew, and the new one has no triggers."""
    append_only.remove(schema_editor.connection)
    append_only.install(schema_editor.connection)


class Migration(migrations.Migration):

    dependencies = [
        ('web', '0003_trackers'),
    ]

    operations = [
        migrations.CreateModel(
            name='Presence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seen_at', models.DateTimeField()),
                ('took_part', models.BooleanField(default=False)),
            ],
        ),
        migrations.CreateModel(
            name='Review',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=160)),
                ('planned_for', models.DateTimeField()),
                ('opened_at', models.DateTimeField()),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
                ('words', models.TextField(blank=True)),
            ],
            options={
                'ordering': ['-planned_for', '-id'],
            },
        ),
        migrations.CreateModel(
            name='ReviewEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField()),
                ('reasons', models.JSONField(default=list)),
                ('flags', models.JSONField(default=list)),
                ('must', models.BooleanField(default=False)),
                ('outcome', models.CharField(blank=True, choices=[('on_track', 'on track'), ('done', 'done'), ('new_date', 'new date'), ('new_owner', 'new owner'), ('blocked', 'blocked'), ('split', 'split'), ('risk_accepted', 'risk accepted'), ('declined', 'declined'), ('no_item', 'looked at, no item')], max_length=13)),
                ('words', models.TextField(blank=True)),
                ('shown', models.TextField(blank=True)),
                ('at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'verbose_name_plural': 'review entries',
                'ordering': ['position', 'id'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='event',
            name='event_is_about_one_thing',
        ),
        migrations.RemoveConstraint(
            model_name='event',
            name='event_kind_is_known',
        ),
        migrations.AddField(
            model_name='item',
            name='handed_to',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='handed', to='web.person'),
        ),
        migrations.AddField(
            model_name='item',
            name='snoozed_until',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='item',
            name='snoozes',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AlterField(
            model_name='event',
            name='kind',
            field=models.CharField(choices=[('found', 'found this in the document'), ('carried', 'found this again in a newer version of the document'), ('gone', 'brought a newer version of the document that no longer says this'), ('merged_in', 'merged this into an item'), ('dismissed', 'dismissed this'), ('restored', 'took this back onto the list'), ('split_up', 'split this into several'), ('accepted', 'accepted this'), ('edited', 'edited this'), ('added', 'made this item out of a larger one'), ('assigned', 'changed the owner'), ('handed', 'asked somebody else to take this item over'), ('taken_over', 'took this item over'), ('refused', 'did not take this item over'), ('on_track', 'said that this item is on track'), ('snoozed', 'asked not to be reminded of this item for a while'), ('due_set', 'changed the due date'), ('tickets_set', 'changed the tickets'), ('started', 'started this item'), ('stopped', 'said that work on this item has stopped'), ('blocked', 'said that this item is blocked'), ('unblocked', 'said that this item is no longer blocked'), ('done', 'said that this item is done'), ('verified', 'verified this item'), ('reopened', 'reopened this item'), ('kept', 'decided to keep this item'), ('risk_accepted', 'accepted the risk of this item'), ('declined', 'declined this item'), ('split', 'split this item'), ('merged', 'merged this item into another'), ('returned', 'brought this item back from an accepted risk'), ('adopted', 'adopted this from its ticket'), ('asked', 'closed the ticket in a way that needs a decision'), ('placed', 'moved this item to another incident'), ('undone', 'took back the last change of this item'), ('recorded', 'recorded this incident'), ('looked_at', 'looked at this incident and recorded no item'), ('opened', 'opened this review'), ('changed', 'changed this review'), ('finished', 'finished this review')], max_length=16),
        ),
        migrations.AddConstraint(
            model_name='item',
            constraint=models.CheckConstraint(condition=models.Q(('handed_to__isnull', True), models.Q(('state__in', ['blocked', 'in_progress', 'open']), models.Q(('handed_to', models.F('owner')), _negated=True)), _connector='OR'), name='item_handed_over_is_open_and_to_another'),
        ),
        migrations.AddField(
            model_name='presence',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='review',
            name='opened_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='review',
            name='previous',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='next', to='web.review'),
        ),
        migrations.AddField(
            model_name='review',
            name='team',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reviews', to='web.team'),
        ),
        migrations.AddField(
            model_name='presence',
            name='review',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='presences', to='web.review'),
        ),
        migrations.AddField(
            model_name='event',
            name='review',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='events', to='web.review'),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('candidate__isnull', True), ('incident__isnull', True), ('item__isnull', False), ('review__isnull', True)), models.Q(('candidate__isnull', False), ('incident__isnull', True), ('item__isnull', True), ('review__isnull', True)), models.Q(('candidate__isnull', True), ('incident__isnull', False), ('item__isnull', True), ('review__isnull', True)), models.Q(('candidate__isnull', True), ('incident__isnull', True), ('item__isnull', True), ('review__isnull', False)), _connector='OR'), name='event_is_about_one_thing'),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['found', 'carried', 'gone', 'merged_in', 'dismissed', 'restored', 'split_up', 'accepted', 'edited', 'added', 'assigned', 'handed', 'taken_over', 'refused', 'on_track', 'snoozed', 'due_set', 'tickets_set', 'started', 'stopped', 'blocked', 'unblocked', 'done', 'verified', 'reopened', 'kept', 'risk_accepted', 'declined', 'split', 'merged', 'returned', 'adopted', 'asked', 'placed', 'undone', 'recorded', 'looked_at', 'opened', 'changed', 'finished'])), name='event_kind_is_known'),
        ),
        migrations.AddField(
            model_name='reviewentry',
            name='by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='reviewentry',
            name='carried_from',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='web.reviewentry'),
        ),
        migrations.AddField(
            model_name='reviewentry',
            name='event',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='review_entry', to='web.event'),
        ),
        migrations.AddField(
            model_name='reviewentry',
            name='incident',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='review_entries', to='web.incident'),
        ),
        migrations.AddField(
            model_name='reviewentry',
            name='item',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='review_entries', to='web.item'),
        ),
        migrations.AddField(
            model_name='reviewentry',
            name='review',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='web.review'),
        ),
        migrations.AddField(
            model_name='presence',
            name='entry',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='web.reviewentry'),
        ),
        migrations.AddConstraint(
            model_name='review',
            constraint=models.UniqueConstraint(django.db.models.functions.comparison.Coalesce('team', 0), condition=models.Q(('finished_at__isnull', True)), name='review_one_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='review',
            constraint=models.CheckConstraint(condition=models.Q(('title', ''), _negated=True), name='review_has_a_title'),
        ),
        migrations.AddConstraint(
            model_name='reviewentry',
            constraint=models.UniqueConstraint(condition=models.Q(('item__isnull', False)), fields=('review', 'item'), name='review_entry_once'),
        ),
        migrations.AddConstraint(
            model_name='reviewentry',
            constraint=models.UniqueConstraint(condition=models.Q(('incident__isnull', False)), fields=('review', 'incident'), name='review_entry_of_incident_once'),
        ),
        migrations.AddConstraint(
            model_name='reviewentry',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('incident__isnull', True), ('item__isnull', False)), models.Q(('incident__isnull', False), ('item__isnull', True)), _connector='OR'), name='review_entry_is_about_one_thing'),
        ),
        migrations.AddConstraint(
            model_name='reviewentry',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('at__isnull', True), ('by__isnull', True), ('outcome', '')), models.Q(models.Q(('outcome', ''), _negated=True), ('at__isnull', False), ('by__isnull', False)), _connector='OR'), name='review_outcome_is_somebodys'),
        ),
        migrations.AddConstraint(
            model_name='reviewentry',
            constraint=models.CheckConstraint(condition=models.Q(('outcome__in', ['', 'on_track', 'done', 'new_date', 'new_owner', 'blocked', 'split', 'risk_accepted', 'declined', 'no_item'])), name='review_outcome_is_known'),
        ),
        migrations.AddConstraint(
            model_name='presence',
            constraint=models.UniqueConstraint(fields=('review', 'user'), name='presence_once'),
        ),
        migrations.RunPython(reinstall, reinstall),
    ]
