"""What the numbers are read from. Filled after this by `migrate`, from the events."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('web', '0008_agents_minutes_and_rhythms'),
    ]

    operations = [
        migrations.CreateModel(
            name='IncidentSpellRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('view', models.PositiveSmallIntegerField(choices=[(0, 'Everybody'), (1, 'Outside'), (2, 'Inside')])),
                ('since', models.DateField()),
                ('until', models.DateField()),
                ('done', models.PositiveIntegerField()),
                ('decided', models.PositiveIntegerField()),
                ('open', models.PositiveIntegerField()),
                ('loop', models.CharField(max_length=16)),
                ('types', models.CharField(max_length=60)),
            ],
        ),
        migrations.CreateModel(
            name='RollupHead',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rules', models.PositiveIntegerField()),
                ('zone', models.CharField(max_length=60)),
            ],
        ),
        migrations.CreateModel(
            name='SpellRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('view', models.PositiveSmallIntegerField(choices=[(0, 'Everybody'), (1, 'Outside'), (2, 'Inside')])),
                ('team', models.PositiveBigIntegerField(null=True)),
                ('type', models.CharField(max_length=12)),
                ('since', models.DateField()),
                ('until', models.DateField()),
                ('end_incident', models.PositiveBigIntegerField()),
                ('end_type', models.CharField(max_length=12)),
                ('state', models.CharField(max_length=14)),
                ('outcome', models.CharField(max_length=14)),
                ('accepted_on', models.DateField()),
                ('original_due', models.DateField()),
                ('first_due', models.DateField()),
                ('due', models.DateField()),
                ('closed_on', models.DateField(null=True)),
                ('slips', models.PositiveIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name='TallyRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('of', models.CharField(max_length=40)),
                ('view', models.PositiveSmallIntegerField(choices=[(0, 'Everybody'), (1, 'Outside'), (2, 'Inside')])),
                ('measure', models.CharField(max_length=12)),
                ('part', models.CharField(max_length=20)),
                ('key', models.BigIntegerField()),
                ('number', models.BigIntegerField()),
            ],
        ),
        migrations.AddIndex(
            model_name='incident',
            index=models.Index(fields=['began_on'], name='web_inciden_began_o_7244a7_idx'),
        ),
        migrations.AddIndex(
            model_name='item',
            index=models.Index(fields=['due'], name='web_item_due_7e49be_idx'),
        ),
        migrations.AddIndex(
            model_name='item',
            index=models.Index(fields=['needs_decision'], name='web_item_needs_d_207491_idx'),
        ),
        migrations.AddField(
            model_name='incidentspellrow',
            name='incident',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='loop_spells', to='web.incident'),
        ),
        migrations.AddConstraint(
            model_name='rolluphead',
            constraint=models.CheckConstraint(condition=models.Q(('pk', 1)), name='rollups_have_one_head'),
        ),
        migrations.AddField(
            model_name='spellrow',
            name='end',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='web.item'),
        ),
        migrations.AddField(
            model_name='spellrow',
            name='incident',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='spells', to='web.incident'),
        ),
        migrations.AddField(
            model_name='spellrow',
            name='item',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='spells', to='web.item'),
        ),
        migrations.AddIndex(
            model_name='tallyrow',
            index=models.Index(condition=models.Q(('number', 0)), fields=['number'], name='tally_of_nought'),
        ),
        migrations.AddConstraint(
            model_name='tallyrow',
            constraint=models.UniqueConstraint(fields=('of', 'view', 'measure', 'part', 'key'), name='tally_once'),
        ),
        migrations.AddIndex(
            model_name='incidentspellrow',
            index=models.Index(fields=['loop', 'until'], name='loop_on_a_day'),
        ),
        migrations.AddIndex(
            model_name='spellrow',
            index=models.Index(fields=['team', 'until'], name='spell_of_team'),
        ),
        migrations.AddIndex(
            model_name='spellrow',
            index=models.Index(fields=['until', 'first_due'], name='spell_on_a_day'),
        ),
        migrations.AddIndex(
            model_name='spellrow',
            index=models.Index(condition=models.Q(('item', models.F('end')), _negated=True), fields=['end'], name='spell_of_another'),
        ),
    ]
