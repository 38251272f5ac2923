"""The app of this room."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """账本."""

    name = "creditbank.ledger"
    label = "ledger"
    verbose_name = "账本"
