"""Logging in: the framework's own views with our pages. A demonstration shows its accounts."""

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.views import LoginView
from django.urls import reverse

from creditbank.web.asking import actor_for


class Login(LoginView):
    """登录. Afterwards a learner sees his record, staff their desk."""

    template_name = "web/login.html"
    redirect_authenticated_user = True

    def get_default_redirect_url(self) -> str:
        """Where nobody asked for a page: the own record, else the desk, else the first page."""
        actor = actor_for(self.request)
        if actor.learner_id is not None:
            return reverse("record")
        return reverse("desk" if actor.roles else "home")

    def get_context_data(self, **values: Any) -> dict[str, Any]:
        """The form, and the accounts of the demonstration where there is one."""
        return super().get_context_data(demo_accounts=demo_accounts(Path(settings.DEMO_ACCOUNTS_FILE)), **values)


def demo_accounts(file: Path) -> list[dict[str, str]]:
    """The accounts that the demonstration wrote down; none where it never ran."""
    if not file.exists():
        return []
    found: list[dict[str, str]] = json.loads(file.read_text(encoding="utf-8"))
    return found
