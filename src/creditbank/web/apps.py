"""The app of this room."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """网站."""

    name = "creditbank.web"
    label = "web"
    verbose_name = "网站"
