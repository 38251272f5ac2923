"""The app of this room."""

from django.apps import AppConfig


class BankConfig(AppConfig):
    """学分银行."""

    name = "creditbank.bank"
    label = "bank"
    verbose_name = "学分银行"
