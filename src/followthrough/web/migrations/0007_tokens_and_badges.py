"""What programs prove themselves with, and badges beside the calendars."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('web', '0006_reminders_sent'),
    ]

    operations = [
        migrations.CreateModel(
            name='Token',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80)),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('shown', models.CharField(max_length=12)),
                ('scopes', models.JSONField(default=list)),
                ('made_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField(blank=True, null=True)),
                ('used_at', models.DateTimeField(blank=True, null=True)),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['-made_at', '-id'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='feed',
            name='feed_is_of_one_or_of_all',
        ),
        migrations.AddField(
            model_name='feed',
            name='kind',
            field=models.CharField(choices=[('calendar', 'Calendar'), ('badge', 'Badge')], default='calendar', max_length=8),
        ),
        migrations.AddField(
            model_name='feed',
            name='service',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='feeds', to='web.service'),
        ),
        migrations.AddConstraint(
            model_name='feed',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'calendar'), ('service__isnull', True), models.Q(('person__isnull', False), ('team__isnull', False), _negated=True)), models.Q(('kind', 'badge'), ('person__isnull', True), models.Q(('service__isnull', False), ('team__isnull', False), _negated=True)), _connector='OR'), name='feed_is_of_one_or_of_all'),
        ),
        migrations.AddField(
            model_name='token',
            name='made_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tokens', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='token',
            constraint=models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='token_has_a_name'),
        ),
    ]
