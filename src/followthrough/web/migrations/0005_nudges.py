"""When people work and whom they answer to, policies, ways to reach people, nudges and calendar feeds."""

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('web', '0004_reviews'),
    ]

    operations = [
        migrations.CreateModel(
            name='Address',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('value', models.CharField(max_length=300)),
            ],
            options={
                'verbose_name_plural': 'addresses',
            },
        ),
        migrations.CreateModel(
            name='Channel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('kind', models.CharField(max_length=16)),
                ('name', models.CharField(max_length=120, unique=True)),
                ('options', models.JSONField(blank=True, default=dict)),
                ('secrets', models.TextField(blank=True)),
                ('preferred', models.PositiveSmallIntegerField(default=0)),
                ('removed_at', models.DateTimeField(blank=True, null=True)),
                ('added_at', models.DateTimeField()),
                ('delivered_at', models.DateTimeField(blank=True, null=True)),
                ('failing_since', models.DateTimeField(blank=True, null=True)),
                ('failure', models.TextField(blank=True)),
                ('wait_until', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['preferred', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Feed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('made_at', models.DateTimeField()),
                ('read_at', models.DateTimeField(blank=True, null=True)),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['-made_at'],
            },
        ),
        migrations.CreateModel(
            name='Nudge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('stage', models.CharField(choices=[('waiting', 'Waiting'), ('sending', 'Sending'), ('sent', 'Sent'), ('failed', 'Failed'), ('dropped', 'Dropped')], default='waiting', max_length=8)),
                ('due_at', models.DateTimeField()),
                ('next_at', models.DateTimeField()),
                ('attempts', models.PositiveIntegerField(default=0)),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('remote_id', models.CharField(blank=True, max_length=300)),
                ('words', models.TextField(blank=True)),
            ],
            options={
                'ordering': ['due_at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='NudgeLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('step', models.CharField(max_length=24)),
                ('why', models.TextField()),
            ],
        ),
        migrations.CreateModel(
            name='NudgeRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('state', models.CharField(choices=[('planned', 'sent as people start to work'), ('stopped', 'waits for somebody to let it go'), ('dropped', 'dropped by somebody')], max_length=8)),
                ('words', models.TextField(blank=True)),
                ('held', models.JSONField(default=list)),
            ],
            options={
                'ordering': ['-at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='PolicyVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField()),
                ('reason', models.TextField()),
                ('at', models.DateTimeField()),
            ],
            options={
                'ordering': ['-id'],
            },
        ),
        migrations.AddField(
            model_name='person',
            name='closes',
            field=models.TimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='person',
            name='country',
            field=models.CharField(blank=True, max_length=12),
        ),
        migrations.AddField(
            model_name='person',
            name='is_robot',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='person',
            name='manager',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='reports', to='web.person'),
        ),
        migrations.AddField(
            model_name='person',
            name='opens',
            field=models.TimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='person',
            name='zone',
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name='service',
            name='owner',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='services', to='web.person'),
        ),
        migrations.AddField(
            model_name='team',
            name='country',
            field=models.CharField(blank=True, max_length=12),
        ),
        migrations.AddField(
            model_name='team',
            name='zone',
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddConstraint(
            model_name='person',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closes__isnull', True), ('opens__isnull', True)), ('opens__lt', models.F('closes')), _connector='OR'), name='person_works_before_they_stop'),
        ),
        migrations.AddConstraint(
            model_name='person',
            constraint=models.CheckConstraint(condition=models.Q(('manager', models.F('id')), _negated=True), name='person_does_not_manage_themselves'),
        ),
        migrations.AddField(
            model_name='address',
            name='person',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='addresses', to='web.person'),
        ),
        migrations.AddField(
            model_name='address',
            name='team',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='addresses', to='web.team'),
        ),
        migrations.AddField(
            model_name='channel',
            name='added_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='address',
            name='channel',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='addresses', to='web.channel'),
        ),
        migrations.AddField(
            model_name='feed',
            name='made_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='feeds', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='feed',
            name='person',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='feeds', to='web.person'),
        ),
        migrations.AddField(
            model_name='feed',
            name='team',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='feeds', to='web.team'),
        ),
        migrations.AddField(
            model_name='nudge',
            name='channel',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='nudges', to='web.channel'),
        ),
        migrations.AddField(
            model_name='nudge',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='nudges', to='web.person'),
        ),
        migrations.AddField(
            model_name='nudgeline',
            name='item',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='nudge_lines', to='web.item'),
        ),
        migrations.AddField(
            model_name='nudgeline',
            name='nudge',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='web.nudge'),
        ),
        migrations.AddField(
            model_name='nudgerun',
            name='decided_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='nudge',
            name='run',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='nudges', to='web.nudgerun'),
        ),
        migrations.AddField(
            model_name='policyversion',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='channel',
            constraint=models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='channel_has_a_name'),
        ),
        migrations.AddConstraint(
            model_name='address',
            constraint=models.UniqueConstraint(condition=models.Q(('person__isnull', False)), fields=('channel', 'person'), name='address_of_a_person_once'),
        ),
        migrations.AddConstraint(
            model_name='address',
            constraint=models.UniqueConstraint(condition=models.Q(('team__isnull', False)), fields=('channel', 'team'), name='address_of_a_team_once'),
        ),
        migrations.AddConstraint(
            model_name='address',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('person__isnull', False), ('team__isnull', True)), models.Q(('person__isnull', True), ('team__isnull', False)), _connector='OR'), name='address_is_of_one'),
        ),
        migrations.AddConstraint(
            model_name='address',
            constraint=models.CheckConstraint(condition=models.Q(('value', ''), _negated=True), name='address_is_not_empty'),
        ),
        migrations.AddConstraint(
            model_name='feed',
            constraint=models.CheckConstraint(condition=models.Q(('person__isnull', False), ('team__isnull', False), _negated=True), name='feed_is_of_one_or_of_all'),
        ),
        migrations.AddConstraint(
            model_name='nudgeline',
            constraint=models.UniqueConstraint(fields=('nudge', 'item'), name='nudge_names_an_item_once'),
        ),
        migrations.AddIndex(
            model_name='nudge',
            index=models.Index(fields=['stage', 'next_at'], name='web_nudge_stage_bf02c9_idx'),
        ),
        migrations.AddIndex(
            model_name='nudge',
            index=models.Index(fields=['person', '-sent_at'], name='web_nudge_person__f48f30_idx'),
        ),
        migrations.AddConstraint(
            model_name='nudge',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('sent_at__isnull', False), ('stage', 'sent')), models.Q(models.Q(('stage', 'sent'), _negated=True), ('sent_at__isnull', True)), _connector='OR'), name='nudge_sent_has_a_time'),
        ),
        migrations.AddConstraint(
            model_name='nudge',
            constraint=models.UniqueConstraint(condition=models.Q(('stage__in', ['waiting', 'sending'])), fields=('person',), name='nudge_one_waits_for_a_person'),
        ),
        migrations.AddConstraint(
            model_name='policyversion',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='policy_says_why'),
        ),
    ]
