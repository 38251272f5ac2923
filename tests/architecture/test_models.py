"""Every table says what one row is and what it knows about people; migrations say what the models say."""

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models

from tests.architecture.project import rooms

OURS = [
    model for config in apps.get_app_configs() if config.name.startswith("creditbank.") for model in config.get_models()
]


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_a_model_says_which_personal_data_it_holds(model: type[models.Model]) -> None:
    text = model.__doc__ or ""
    # Django writes "Model(field, field)" where there is no docstring.
    assert text, f"{model._meta.label} has no docstring"
    assert not text.startswith(f"{model.__name__}("), f"{model._meta.label} has no docstring"
    lines = [line.strip() for line in text.splitlines()]
    stated = [line.removeprefix("Personal data:").strip() for line in lines if line.startswith("Personal data:")]
    assert stated, f"{model._meta.label} lacks a line 'Personal data: none' or 'Personal data: which, why, how long'"
    assert stated[0], f"{model._meta.label}: the line 'Personal data:' says nothing"


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_a_foreign_key_points_to_its_own_room_or_down(model: type[models.Model]) -> None:
    height = {room: len(rooms()) - index for index, room in enumerate(rooms())}
    for field in model._meta.get_fields():
        target = getattr(field, "related_model", None)
        if not field.concrete or not isinstance(target, type) or not target.__module__.startswith("creditbank."):
            continue
        here, there = (owner.__module__.split(".")[1] for owner in (model, target))
        assert here == there or height[there] < height[here], f"{model._meta.label}.{field.name} points up to {there}"


def test_there_are_models_to_look_at() -> None:
    assert {model._meta.app_label for model in OURS} >= {"audit", "people", "catalogue", "ledger", "bank"}


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
