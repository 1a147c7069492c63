"""Connections to trackers, the tickets of items, the outbox, the hints of webhooks; new kinds of events."""

import django.db.models.deletion
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
        ('web', '0002_append_only'),
    ]

    operations = [
        migrations.CreateModel(
            name='Clash',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('field', models.CharField(choices=[('title', 'title'), ('assignee', 'assignee'), ('due', 'due'), ('state', 'state')], max_length=12)),
                ('ours', models.JSONField(null=True)),
                ('theirs', models.JSONField(null=True)),
                ('winner', models.CharField(choices=[('ours', 'ours'), ('theirs', 'theirs')], max_length=8)),
                ('rule', models.TextField()),
                ('at', models.DateTimeField()),
                ('undone_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'verbose_name_plural': 'clashes',
                'ordering': ['-at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='Connection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('kind', models.CharField(max_length=16)),
                ('name', models.CharField(max_length=120, unique=True)),
                ('base_url', models.CharField(max_length=300)),
                ('place', models.CharField(max_length=200)),
                ('place_name', models.CharField(blank=True, max_length=300)),
                ('label', models.CharField(default='incident-action', max_length=100)),
                ('way', models.CharField(default='token', max_length=16)),
                ('options', models.JSONField(blank=True, default=dict)),
                ('statuses', models.JSONField(blank=True, default=dict)),
                ('credentials', models.TextField()),
                ('hook_secret', models.TextField(blank=True)),
                ('read_only', models.BooleanField(default=True)),
                ('paused_at', models.DateTimeField(blank=True, null=True)),
                ('paused_because', models.TextField(blank=True)),
                ('removed_at', models.DateTimeField(blank=True, null=True)),
                ('added_at', models.DateTimeField()),
                ('cursor', models.DateTimeField(blank=True, null=True)),
                ('since', models.DateTimeField(blank=True, null=True)),
                ('newest', models.DateTimeField(blank=True, null=True)),
                ('page', models.TextField(blank=True)),
                ('etag', models.CharField(blank=True, max_length=300)),
                ('listed_at', models.DateTimeField(blank=True, null=True)),
                ('adopted_at', models.DateTimeField(blank=True, null=True)),
                ('expected', models.PositiveIntegerField(blank=True, null=True)),
                ('seen', models.PositiveIntegerField(default=0)),
                ('scan_began_at', models.DateTimeField(blank=True, null=True)),
                ('scan_page', models.TextField(blank=True)),
                ('scanned_at', models.DateTimeField(blank=True, null=True)),
                ('tried_at', models.DateTimeField(blank=True, null=True)),
                ('succeeded_at', models.DateTimeField(blank=True, null=True)),
                ('failing_since', models.DateTimeField(blank=True, null=True)),
                ('failure', models.TextField(blank=True)),
                ('failure_kind', models.CharField(blank=True, max_length=16)),
                ('failures', models.PositiveIntegerField(default=0)),
                ('wait_until', models.DateTimeField(blank=True, null=True)),
                ('limit', models.PositiveIntegerField(blank=True, null=True)),
                ('remaining', models.PositiveIntegerField(blank=True, null=True)),
                ('resets_at', models.DateTimeField(blank=True, null=True)),
                ('hook_id', models.CharField(blank=True, max_length=80)),
                ('hook_words', models.TextField(blank=True)),
                ('hook_checked_at', models.DateTimeField(blank=True, null=True)),
                ('hook_expires_at', models.DateTimeField(blank=True, null=True)),
                ('delivered_at', models.DateTimeField(blank=True, null=True)),
                ('lease', models.PositiveBigIntegerField(default=0)),
                ('leased_until', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('delivery_id', models.CharField(max_length=200)),
                ('event', models.CharField(blank=True, max_length=120)),
                ('refs', models.JSONField(default=list)),
                ('received_at', models.DateTimeField()),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('done', 'Done')], default='waiting', max_length=8)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'verbose_name_plural': 'deliveries',
                'ordering': ['received_at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Link',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ticket_id', models.CharField(max_length=120)),
                ('key', models.CharField(max_length=250)),
                ('url', models.CharField(blank=True, max_length=500)),
                ('aliases', models.JSONField(default=list)),
                ('base', models.JSONField(default=dict)),
                ('title', models.TextField(blank=True)),
                ('status', models.CharField(blank=True, max_length=200)),
                ('assignee', models.CharField(blank=True, max_length=300)),
                ('remote_updated_at', models.DateTimeField(blank=True, null=True)),
                ('standing', models.CharField(choices=[('linked', 'Linked'), ('unlabelled', 'without the label'), ('hidden', 'out of sight'), ('moved_away', 'moved out of sight'), ('deleted', 'Deleted'), ('halted', 'Halted')], default='linked', max_length=12)),
                ('standing_since', models.DateTimeField()),
                ('standing_words', models.TextField(blank=True)),
                ('filed', models.BooleanField(default=False)),
                ('linked_at', models.DateTimeField()),
                ('checked_at', models.DateTimeField()),
                ('let_go_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['linked_at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Outbox',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('job', models.CharField(choices=[('file', 'file a ticket'), ('edit', 'change a ticket')], max_length=4)),
                ('marker', models.UUIDField(unique=True)),
                ('stage', models.CharField(choices=[('waiting', 'Waiting'), ('sending', 'Sending'), ('unclear', 'Unclear'), ('done', 'Done'), ('parked', 'Parked'), ('dropped', 'Dropped')], default='waiting', max_length=8)),
                ('asked_at', models.DateTimeField()),
                ('sent', models.JSONField(default=dict)),
                ('attempts', models.PositiveIntegerField(default=0)),
                ('first_sent_at', models.DateTimeField(blank=True, null=True)),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('next_at', models.DateTimeField()),
                ('lease', models.PositiveBigIntegerField(default=0)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('words', models.TextField(blank=True)),
            ],
            options={
                'verbose_name_plural': 'outbox',
                'ordering': ['next_at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='SyncNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('direction', models.CharField(choices=[('in', 'from the tracker'), ('out', 'to the tracker'), ('trouble', 'Trouble')], max_length=8)),
                ('words', models.TextField()),
            ],
            options={
                'ordering': ['-at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='TrackerAccount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('account_id', models.CharField(max_length=200)),
                ('handle', models.CharField(blank=True, max_length=200)),
                ('name', models.CharField(blank=True, max_length=300)),
                ('email', models.CharField(blank=True, max_length=300)),
                ('active', models.BooleanField(default=True)),
                ('is_bot', models.BooleanField(default=False)),
                ('confirmed_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['handle', 'name', 'account_id'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='event',
            name='event_kind_is_known',
        ),
        migrations.AlterField(
            model_name='event',
            name='kind',
            field=models.CharField(choices=[('found', 'found this in the document'), ('carried', 'found this again in a newer version of the document'), ('gone', 'brought a newer version of the document that no longer says this'), ('merged_in', 'merged this into an item'), ('dismissed', 'dismissed this'), ('restored', 'took this back onto the list'), ('split_up', 'split this into several'), ('accepted', 'accepted this'), ('edited', 'edited this'), ('added', 'made this item out of a larger one'), ('assigned', 'changed the owner'), ('due_set', 'changed the due date'), ('tickets_set', 'changed the tickets'), ('started', 'started this item'), ('stopped', 'said that work on this item has stopped'), ('blocked', 'said that this item is blocked'), ('unblocked', 'said that this item is no longer blocked'), ('done', 'said that this item is done'), ('verified', 'verified this item'), ('reopened', 'reopened this item'), ('kept', 'decided to keep this item'), ('risk_accepted', 'accepted the risk of this item'), ('declined', 'declined this item'), ('split', 'split this item'), ('merged', 'merged this item into another'), ('returned', 'brought this item back from an accepted risk'), ('adopted', 'adopted this from its ticket'), ('asked', 'closed the ticket in a way that needs a decision'), ('placed', 'moved this item to another incident'), ('undone', 'took back the last change of this item'), ('recorded', 'recorded this incident')], max_length=16),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['found', 'carried', 'gone', 'merged_in', 'dismissed', 'restored', 'split_up', 'accepted', 'edited', 'added', 'assigned', 'due_set', 'tickets_set', 'started', 'stopped', 'blocked', 'unblocked', 'done', 'verified', 'reopened', 'kept', 'risk_accepted', 'declined', 'split', 'merged', 'returned', 'adopted', 'asked', 'placed', 'undone', 'recorded'])), name='event_kind_is_known'),
        ),
        migrations.AddField(
            model_name='clash',
            name='undone_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='connection',
            name='added_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='connection',
            name='team',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='connections', to='web.team'),
        ),
        migrations.AddField(
            model_name='delivery',
            name='connection',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='web.connection'),
        ),
        migrations.AddField(
            model_name='link',
            name='connection',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='links', to='web.connection'),
        ),
        migrations.AddField(
            model_name='link',
            name='item',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='links', to='web.item'),
        ),
        migrations.AddField(
            model_name='clash',
            name='link',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='clashes', to='web.link'),
        ),
        migrations.AddField(
            model_name='outbox',
            name='asked_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='outbox',
            name='connection',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='outbox', to='web.connection'),
        ),
        migrations.AddField(
            model_name='outbox',
            name='item',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='outbox', to='web.item'),
        ),
        migrations.AddField(
            model_name='outbox',
            name='link',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='outbox', to='web.link'),
        ),
        migrations.AddField(
            model_name='syncnote',
            name='connection',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notes', to='web.connection'),
        ),
        migrations.AddField(
            model_name='syncnote',
            name='item',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='sync_notes', to='web.item'),
        ),
        migrations.AddField(
            model_name='trackeraccount',
            name='confirmed_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='trackeraccount',
            name='connection',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='accounts', to='web.connection'),
        ),
        migrations.AddField(
            model_name='trackeraccount',
            name='person',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='accounts', to='web.person'),
        ),
        migrations.AddField(
            model_name='trackeraccount',
            name='proposed',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='web.person'),
        ),
        migrations.AddConstraint(
            model_name='connection',
            constraint=models.CheckConstraint(condition=models.Q(('label', ''), _negated=True), name='connection_has_a_label'),
        ),
        migrations.AddConstraint(
            model_name='connection',
            constraint=models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='connection_has_a_name'),
        ),
        migrations.AddConstraint(
            model_name='connection',
            constraint=models.CheckConstraint(condition=models.Q(('paused_at__isnull', True), models.Q(('paused_because', ''), _negated=True), _connector='OR'), name='connection_paused_says_why'),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(fields=['connection', 'state'], name='web_deliver_connect_8038d9_idx'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.UniqueConstraint(fields=('connection', 'delivery_id'), name='delivery_once'),
        ),
        migrations.AddIndex(
            model_name='link',
            index=models.Index(fields=['connection', 'checked_at'], name='web_link_connect_e2e4b3_idx'),
        ),
        migrations.AddConstraint(
            model_name='link',
            constraint=models.UniqueConstraint(condition=models.Q(('let_go_at', None)), fields=('connection', 'ticket_id'), name='link_ticket_once'),
        ),
        migrations.AddConstraint(
            model_name='link',
            constraint=models.UniqueConstraint(condition=models.Q(('let_go_at', None)), fields=('connection', 'item'), name='link_item_once'),
        ),
        migrations.AddConstraint(
            model_name='link',
            constraint=models.CheckConstraint(condition=models.Q(('standing__in', ['linked', 'unlabelled', 'hidden', 'moved_away', 'deleted', 'halted'])), name='link_standing_is_known'),
        ),
        migrations.AddIndex(
            model_name='outbox',
            index=models.Index(fields=['connection', 'stage', 'next_at'], name='web_outbox_connect_731937_idx'),
        ),
        migrations.AddConstraint(
            model_name='outbox',
            constraint=models.UniqueConstraint(condition=models.Q(('job', 'file'), ('stage__in', ['waiting', 'sending', 'unclear', 'parked'])), fields=('connection', 'item'), name='outbox_files_an_item_once'),
        ),
        migrations.AddConstraint(
            model_name='outbox',
            constraint=models.UniqueConstraint(condition=models.Q(('job', 'edit'), ('stage__in', ['waiting', 'parked'])), fields=('link',), name='outbox_one_edit_waits'),
        ),
        migrations.AddConstraint(
            model_name='outbox',
            constraint=models.CheckConstraint(condition=models.Q(('stage__in', ['waiting', 'sending', 'unclear', 'done', 'parked', 'dropped'])), name='outbox_stage_is_known'),
        ),
        migrations.AddConstraint(
            model_name='outbox',
            constraint=models.CheckConstraint(condition=models.Q(('job', 'file'), ('link__isnull', False), _connector='OR'), name='outbox_edit_has_a_link'),
        ),
        migrations.AddIndex(
            model_name='syncnote',
            index=models.Index(fields=['item', '-at'], name='web_syncnot_item_id_250e67_idx'),
        ),
        migrations.AddIndex(
            model_name='syncnote',
            index=models.Index(fields=['connection', '-at'], name='web_syncnot_connect_2c18c9_idx'),
        ),
        migrations.AddConstraint(
            model_name='trackeraccount',
            constraint=models.UniqueConstraint(fields=('connection', 'account_id'), name='account_once'),
        ),
        migrations.AddConstraint(
            model_name='trackeraccount',
            constraint=models.CheckConstraint(condition=models.Q(('person__isnull', True), ('confirmed_by__isnull', False), _connector='OR'), name='account_mapped_by_somebody'),
        ),
        migrations.RunPython(reinstall, reinstall),
    ]
