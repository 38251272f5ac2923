"""Log-ins: made with a password that passes the validators of the settings."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from creditbank.people.errors import InvalidPerson
from creditbank.people.models import User


@transaction.atomic
def create_user(*, username: str, display_name: str, password: str | None = None) -> User:
    """新建用户: a user who can log in; without a password, not before one is set.

    Raises ``InvalidPerson``: ``USERNAME_MISSING``, ``USERNAME_TAKEN``, ``PASSWORD_WEAK``.
    """
    name = username.strip()
    if not name:
        raise InvalidPerson("USERNAME_MISSING")
    if User.objects.filter(username=name).exists():
        raise InvalidPerson("USERNAME_TAKEN", username=name)
    try:
        if password is not None:
            validate_password(password)
    except ValidationError as error:
        raise InvalidPerson("PASSWORD_WEAK", problems=sorted(str(one.code) for one in error.error_list)) from None
    return User.objects.create_user(name, password, display_name=display_name)
