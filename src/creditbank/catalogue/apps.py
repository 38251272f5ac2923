"""The app of this room."""

from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    """目录."""

    name = "creditbank.catalogue"
    label = "catalogue"
    verbose_name = "目录"
