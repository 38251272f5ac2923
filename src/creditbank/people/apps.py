"""The app of this room."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """人与机构."""

    name = "creditbank.people"
    label = "people"
    verbose_name = "人与机构"
