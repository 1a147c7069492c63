"""The database itself refuses to change or remove an event; the chain gets its head."""

from typing import Any

from django.db import migrations

from followthrough.web.models import append_only


def forwards(apps: Any, schema_editor: Any) -> None:
    append_only.install(schema_editor.connection)
    apps.get_model("web", "ChainHead").objects.get_or_create(pk=1)


def backwards(apps: Any, schema_editor: Any) -> None:
    append_only.remove(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("web", "0001_initial")]
    operations = [migrations.RunPython(forwards, backwards)]
