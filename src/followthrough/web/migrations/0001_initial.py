"""All tables, as they are in the first release."""

import django.contrib.auth.models
import django.contrib.auth.validators
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        migrations.CreateModel(
            name='Incident',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(max_length=80, unique=True)),
                ('title', models.CharField(max_length=300)),
                ('severity', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('severity_stated', models.CharField(blank=True, max_length=80)),
                ('began_on', models.DateField(blank=True, null=True)),
                ('private', models.BooleanField(default=False)),
                ('recorded_at', models.DateTimeField()),
            ],
            options={
                'ordering': [models.OrderBy(models.F('began_on'), descending=True, nulls_last=True), '-id'],
            },
        ),
        migrations.CreateModel(
            name='Service',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=60, unique=True)),
                ('name', models.CharField(max_length=120)),
            ],
            options={
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='Team',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=60, unique=True)),
                ('name', models.CharField(max_length=120)),
            ],
            options={
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('username', models.CharField(error_messages={'unique': 'A user with that username already exists.'}, help_text='Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.', max_length=150, unique=True, validators=[django.contrib.auth.validators.UnicodeUsernameValidator()], verbose_name='username')),
                ('first_name', models.CharField(blank=True, max_length=150, verbose_name='first name')),
                ('last_name', models.CharField(blank=True, max_length=150, verbose_name='last name')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='email address')),
                ('is_staff', models.BooleanField(default=False, help_text='Designates whether the user can log into this admin site.', verbose_name='staff status')),
                ('is_active', models.BooleanField(default=True, help_text='Designates whether this user should be treated as active. Unselect this instead of deleting accounts.', verbose_name='active')),
                ('date_joined', models.DateTimeField(default=django.utils.timezone.now, verbose_name='date joined')),
                ('role', models.CharField(choices=[('viewer', 'Viewer'), ('member', 'Member'), ('lead', 'Lead'), ('administrator', 'Administrator')], default='member', max_length=16)),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
            ],
            managers=[
                ('objects', django.contrib.auth.models.UserManager()),
            ],
        ),
        migrations.CreateModel(
            name='ChainHead',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveBigIntegerField(default=0)),
                ('digest', models.CharField(default='0000000000000000000000000000000000000000000000000000000000000000', max_length=64)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('pk', 1)), name='chain_has_one_head')],
            },
        ),
        migrations.CreateModel(
            name='Document',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=500)),
                ('sha256', models.CharField(max_length=64, unique=True)),
                ('content', models.BinaryField()),
                ('text', models.TextField()),
                ('imported_at', models.DateTimeField()),
                ('imported_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('replaces', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='web.document')),
                ('incident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='web.incident')),
            ],
            options={
                'ordering': ['-imported_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='Candidate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField()),
                ('start', models.PositiveIntegerField()),
                ('end', models.PositiveIntegerField()),
                ('first_line', models.PositiveIntegerField()),
                ('last_line', models.PositiveIntegerField()),
                ('quote', models.TextField()),
                ('where', models.CharField(choices=[('listed', 'listed'), ('buried', 'buried')], max_length=8)),
                ('confidence', models.FloatField(default=1.0)),
                ('text', models.TextField()),
                ('type', models.CharField(choices=[('prevention', 'prevention'), ('detection', 'detection'), ('mitigation', 'mitigation'), ('process', 'process')], max_length=12)),
                ('owners', models.JSONField(default=list)),
                ('owner_kind', models.CharField(choices=[('person', 'person'), ('team', 'team'), ('several', 'several'), ('role', 'role'), ('none', 'none')], max_length=8)),
                ('due', models.DateField(blank=True, null=True)),
                ('due_raw', models.CharField(blank=True, max_length=200)),
                ('tracking', models.JSONField(default=list)),
                ('stated', models.CharField(choices=[('open', 'open'), ('done', 'done'), ('dropped', 'dropped')], max_length=8)),
                ('status', models.CharField(choices=[('waiting', 'Waiting'), ('accepted', 'Accepted'), ('merged', 'Merged'), ('dismissed', 'Dismissed'), ('split', 'Split'), ('gone', 'Gone')], default='waiting', max_length=9)),
                ('reason', models.TextField(blank=True)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('part_of', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='web.candidate')),
                ('document', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='candidates', to='web.document')),
            ],
            options={
                'ordering': ['document_id', 'position', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Item',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField()),
                ('done_criterion', models.TextField(blank=True)),
                ('type', models.CharField(choices=[('prevention', 'prevention'), ('detection', 'detection'), ('mitigation', 'mitigation'), ('process', 'process')], max_length=12)),
                ('state', models.CharField(choices=[('open', 'open'), ('in_progress', 'in progress'), ('blocked', 'blocked'), ('done', 'done'), ('risk_accepted', 'risk accepted'), ('declined', 'declined'), ('superseded', 'superseded')], default='open', max_length=14)),
                ('tickets', models.JSONField(default=list)),
                ('accepted_at', models.DateTimeField()),
                ('original_due', models.DateField()),
                ('due', models.DateField()),
                ('due_source', models.CharField(choices=[('stated', 'Stated'), ('policy', 'Policy'), ('person', 'Person')], max_length=8)),
                ('slips', models.PositiveIntegerField(default=0)),
                ('accepted_without', models.TextField(blank=True)),
                ('blocked_by', models.TextField(blank=True)),
                ('blocked_until', models.DateField(blank=True, null=True)),
                ('needs_decision', models.TextField(blank=True)),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('reason', models.TextField(blank=True)),
                ('impact', models.TextField(blank=True)),
                ('review_on', models.DateField(blank=True, null=True)),
                ('verified_at', models.DateTimeField(blank=True, null=True)),
                ('evidence', models.TextField(blank=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('incident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='items', to='web.incident')),
                ('split_from', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='web.item')),
            ],
            options={
                'ordering': ['due', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Event',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveBigIntegerField(unique=True)),
                ('kind', models.CharField(choices=[('found', 'found this in the document'), ('carried', 'found this again in a newer version of the document'), ('gone', 'brought a newer version of the document that no longer says this'), ('merged_in', 'merged this into an item'), ('dismissed', 'dismissed this'), ('restored', 'took this back onto the list'), ('split_up', 'split this into several'), ('accepted', 'accepted this'), ('edited', 'edited this'), ('added', 'made this item out of a larger one'), ('assigned', 'changed the owner'), ('due_set', 'changed the due date'), ('tickets_set', 'changed the tickets'), ('started', 'started this item'), ('blocked', 'said that this item is blocked'), ('unblocked', 'said that this item is no longer blocked'), ('done', 'said that this item is done'), ('verified', 'verified this item'), ('reopened', 'reopened this item'), ('kept', 'decided to keep this item'), ('risk_accepted', 'accepted the risk of this item'), ('declined', 'declined this item'), ('split', 'split this item'), ('merged', 'merged this item into another'), ('returned', 'brought this item back from an accepted risk'), ('undone', 'took back the last change of this item'), ('recorded', 'recorded this incident')], max_length=16)),
                ('at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField()),
                ('through', models.CharField(choices=[('person', 'Person'), ('policy', 'Policy'), ('import', 'Import'), ('tracker', 'Tracker')], max_length=8)),
                ('changes', models.JSONField(default=dict)),
                ('reason', models.TextField(blank=True)),
                ('digest', models.CharField(max_length=64)),
                ('actor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('candidate', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='events', to='web.candidate')),
                ('undoes', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='undone_by', to='web.event')),
                ('incident', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='events', to='web.incident')),
                ('item', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='events', to='web.item')),
            ],
            options={
                'ordering': ['number'],
            },
        ),
        migrations.CreateModel(
            name='Decision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('risk_accepted', 'Risk Accepted'), ('declined', 'Declined'), ('superseded', 'Superseded')], max_length=13)),
                ('reason', models.TextField()),
                ('impact', models.TextField(blank=True)),
                ('review_on', models.DateField(blank=True, null=True)),
                ('at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to=settings.AUTH_USER_MODEL)),
                ('event', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='decision', to='web.event')),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='web.item')),
            ],
            options={
                'ordering': ['-at', '-id'],
            },
        ),
        migrations.AddField(
            model_name='candidate',
            name='item',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='candidates', to='web.item'),
        ),
        migrations.CreateModel(
            name='Person',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=160)),
                ('email', models.EmailField(blank=True, max_length=254, null=True)),
                ('handle', models.CharField(blank=True, max_length=80, null=True)),
                ('is_active', models.BooleanField(default=True)),
                ('user', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='person', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name_plural': 'people',
                'ordering': ['name', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to='web.person')),
                ('team', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to='web.team')),
            ],
        ),
        migrations.AddField(
            model_name='item',
            name='owner',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='items', to='web.person'),
        ),
        migrations.AddField(
            model_name='incident',
            name='people',
            field=models.ManyToManyField(blank=True, related_name='private_incidents', to='web.person'),
        ),
        migrations.CreateModel(
            name='Repeat',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('confirmed_at', models.DateTimeField()),
                ('confirmed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('earlier', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='repeated_by', to='web.incident')),
                ('incident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='repeats', to='web.incident')),
            ],
        ),
        migrations.CreateModel(
            name='Replacement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='successor_links', to='web.item')),
                ('successor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='predecessor_links', to='web.item')),
            ],
        ),
        migrations.AddField(
            model_name='item',
            name='replaced_by',
            field=models.ManyToManyField(related_name='replaces', through='web.Replacement', to='web.item'),
        ),
        migrations.AddField(
            model_name='incident',
            name='services',
            field=models.ManyToManyField(blank=True, related_name='incidents', to='web.service'),
        ),
        migrations.AddField(
            model_name='service',
            name='team',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='services', to='web.team'),
        ),
        migrations.AddField(
            model_name='person',
            name='teams',
            field=models.ManyToManyField(related_name='people', through='web.Membership', to='web.team'),
        ),
        migrations.AddField(
            model_name='item',
            name='team',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='items', to='web.team'),
        ),
        migrations.AddField(
            model_name='incident',
            name='team',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='incidents', to='web.team'),
        ),
        migrations.AddConstraint(
            model_name='user',
            constraint=models.CheckConstraint(condition=models.Q(('role__in', ['viewer', 'member', 'lead', 'administrator'])), name='user_role_is_known'),
        ),
        migrations.AddConstraint(
            model_name='user',
            constraint=models.CheckConstraint(condition=models.Q(('is_superuser', False), ('role', 'administrator'), _connector='OR'), name='user_super_is_administrator'),
        ),
        migrations.AddIndex(
            model_name='event',
            index=models.Index(fields=['item', 'number'], name='web_event_item_id_95dcb0_idx'),
        ),
        migrations.AddIndex(
            model_name='event',
            index=models.Index(fields=['at'], name='web_event_at_515a81_idx'),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('candidate__isnull', True), ('incident__isnull', True), ('item__isnull', False)), models.Q(('candidate__isnull', False), ('incident__isnull', True), ('item__isnull', True)), models.Q(('candidate__isnull', True), ('incident__isnull', False), ('item__isnull', True)), _connector='OR'), name='event_is_about_one_thing'),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['found', 'carried', 'gone', 'merged_in', 'dismissed', 'restored', 'split_up', 'accepted', 'edited', 'added', 'assigned', 'due_set', 'tickets_set', 'started', 'blocked', 'unblocked', 'done', 'verified', 'reopened', 'kept', 'risk_accepted', 'declined', 'split', 'merged', 'returned', 'undone', 'recorded'])), name='event_kind_is_known'),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=models.CheckConstraint(condition=models.Q(('through__in', ['person', 'policy', 'import', 'tracker'])), name='event_through_is_known'),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('through', 'person'), _negated=True), ('actor__isnull', False), _connector='OR'), name='event_of_a_person_names_them'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='decision_has_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'risk_accepted'), _negated=True), ('review_on__isnull', False), _connector='OR'), name='decision_on_risk_has_a_date'),
        ),
        migrations.AddIndex(
            model_name='candidate',
            index=models.Index(fields=['status', 'document'], name='web_candida_status_f873b2_idx'),
        ),
        migrations.AddConstraint(
            model_name='candidate',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['waiting', 'accepted', 'merged', 'dismissed', 'split', 'gone'])), name='candidate_status_is_known'),
        ),
        migrations.AddConstraint(
            model_name='candidate',
            constraint=models.CheckConstraint(condition=models.Q(('end__gte', models.F('start'))), name='candidate_span_in_order'),
        ),
        migrations.AddConstraint(
            model_name='candidate',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status__in', ['accepted', 'merged']), _negated=True), ('item__isnull', False), _connector='OR'), name='candidate_taken_has_its_item'),
        ),
        migrations.AddConstraint(
            model_name='candidate',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'dismissed'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='candidate_dismissed_with_reason'),
        ),
        migrations.AddConstraint(
            model_name='repeat',
            constraint=models.UniqueConstraint(fields=('incident', 'earlier'), name='repeat_once'),
        ),
        migrations.AddConstraint(
            model_name='repeat',
            constraint=models.CheckConstraint(condition=models.Q(('incident', models.F('earlier')), _negated=True), name='repeat_of_another'),
        ),
        migrations.AddConstraint(
            model_name='replacement',
            constraint=models.UniqueConstraint(fields=('item', 'successor'), name='replacement_once'),
        ),
        migrations.AddConstraint(
            model_name='replacement',
            constraint=models.CheckConstraint(condition=models.Q(('item', models.F('successor')), _negated=True), name='replacement_by_another'),
        ),
        migrations.AddConstraint(
            model_name='person',
            constraint=models.UniqueConstraint(django.db.models.functions.text.Lower('email'), condition=models.Q(('email__isnull', False)), name='person_email_once'),
        ),
        migrations.AddConstraint(
            model_name='person',
            constraint=models.UniqueConstraint(django.db.models.functions.text.Lower('handle'), condition=models.Q(('handle__isnull', False)), name='person_handle_once'),
        ),
        migrations.AddConstraint(
            model_name='person',
            constraint=models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='person_has_a_name'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.UniqueConstraint(fields=('person', 'team'), name='membership_once'),
        ),
        migrations.AddIndex(
            model_name='item',
            index=models.Index(fields=['state', 'due'], name='web_item_state_6fe19c_idx'),
        ),
        migrations.AddIndex(
            model_name='item',
            index=models.Index(fields=['incident', 'state'], name='web_item_inciden_afde68_idx'),
        ),
        migrations.AddIndex(
            model_name='item',
            index=models.Index(fields=['team', 'state'], name='web_item_team_id_fb53e6_idx'),
        ),
        migrations.AddIndex(
            model_name='item',
            index=models.Index(fields=['owner', 'state'], name='web_item_owner_i_2903d2_idx'),
        ),
        migrations.AddIndex(
            model_name='item',
            index=models.Index(fields=['original_due'], name='web_item_origina_980e71_idx'),
        ),
        migrations.AddIndex(
            model_name='item',
            index=models.Index(fields=['accepted_at'], name='web_item_accepte_86ee03_idx'),
        ),
        migrations.AddConstraint(
            model_name='item',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['blocked', 'in_progress', 'open', 'declined', 'done', 'risk_accepted', 'superseded'])), name='item_state_is_known'),
        ),
        migrations.AddConstraint(
            model_name='item',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', True), ('state__in', ['blocked', 'in_progress', 'open'])), models.Q(('closed_at__isnull', False), ('state__in', ['declined', 'done', 'risk_accepted', 'superseded'])), _connector='OR'), name='item_closed_has_a_time'),
        ),
        migrations.AddConstraint(
            model_name='item',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'blocked'), _negated=True), models.Q(('blocked_by', ''), _negated=True), _connector='OR'), name='item_blocked_says_by_what'),
        ),
        migrations.AddConstraint(
            model_name='item',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'risk_accepted'), _negated=True), models.Q(models.Q(('reason', ''), _negated=True), models.Q(('impact', ''), _negated=True), ('review_on__isnull', False)), _connector='OR'), name='item_accepted_risk_has_reason_impact_and_date'),
        ),
        migrations.AddConstraint(
            model_name='item',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'declined'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='item_declined_with_reason'),
        ),
        migrations.AddConstraint(
            model_name='item',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='item_has_words'),
        ),
        migrations.AddConstraint(
            model_name='item',
            constraint=models.CheckConstraint(condition=models.Q(('verified_at__isnull', True), ('state', 'done'), _connector='OR'), name='item_verified_is_done'),
        ),
        migrations.AddConstraint(
            model_name='incident',
            constraint=models.CheckConstraint(condition=models.Q(('severity__isnull', True), models.Q(('severity__gte', 1), ('severity__lte', 4)), _connector='OR'), name='incident_severity_1_to_4'),
        ),
        migrations.AddConstraint(
            model_name='incident',
            constraint=models.CheckConstraint(condition=models.Q(('reference', ''), _negated=True), name='incident_has_a_reference'),
        ),
    ]
