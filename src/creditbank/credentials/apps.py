"""The app of this room."""

from django.apps import AppConfig


class CredentialsConfig(AppConfig):
    """可验证凭证."""

    name = "creditbank.credentials"
    label = "credentials"
    verbose_name = "可验证凭证"
