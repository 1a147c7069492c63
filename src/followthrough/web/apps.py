"""Names the app to Django. No signals are connected here, nor anywhere else."""

from __future__ import annotations

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "followthrough.web"
    label = "web"
    verbose_name = "Followthrough"
    default_auto_field = "django.db.models.BigAutoField"
