"""The app of this room."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """留痕."""

    name = "creditbank.audit"
    label = "audit"
    verbose_name = "留痕"
