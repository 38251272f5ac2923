"""Django settings. Everything that is written lives in ``CREDITBANK_VAR`` (default ``var/``); no file is needed to start.

Environment: ``CREDITBANK_VAR``, ``DATABASE_URL`` (wins over the embedded file), ``CREDITBANK_SECRET_KEY``,
``CREDITBANK_IDENTITY_KEY`` (both are made once and kept in the var directory where they are not given),
``CREDITBANK_HOSTS`` (comma-separated), ``CREDITBANK_HTTPS`` (``1`` where the site is reached by https only),
``CREDITBANK_DEBUG``, ``CREDITBANK_RULEBOOK``, ``CREDITBANK_LOCK_SECONDS``, ``CREDITBANK_SITE_URL``, ``CREDITBANK_SIGNERS``,
``CREDITBANK_VERIFY_PER_MINUTE``, ``CREDITBANK_VC_API_TEST`` (set by ``serve --vc-api-test`` alone).
"""

import os
from pathlib import Path
from typing import Any

import dj_database_url

from creditbank.config.secrets_file import kept_secret

BASE_DIR = Path(__file__).resolve().parents[3]
VAR = Path(os.environ.get("CREDITBANK_VAR", "var")).resolve()
VAR.mkdir(parents=True, exist_ok=True)
RULEBOOK = Path(os.environ.get("CREDITBANK_RULEBOOK", BASE_DIR / "rulebook")).resolve()

DEBUG = os.environ.get("CREDITBANK_DEBUG", "") == "1"
SECRET_KEY = kept_secret("CREDITBANK_SECRET_KEY", VAR / "secret.key")
IDENTITY_KEY = kept_secret("CREDITBANK_IDENTITY_KEY", VAR / "identity.key")
"""Key of the encrypted identity fields and their blind index. Lose it and the numbers are lost: back it up apart."""
ALLOWED_HOSTS = os.environ.get("CREDITBANK_HOSTS", "127.0.0.1,localhost,testserver").split(",")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "creditbank.audit",
    "creditbank.people",
    "creditbank.catalogue",
    "creditbank.ledger",
    "creditbank.credentials",
    "creditbank.bank",
    "creditbank.web",
]
SITE_URL = os.environ.get("CREDITBANK_SITE_URL", "http://127.0.0.1:8000").rstrip("/")
"""Address under which the public reaches the site. It stands in every credential that was signed (``did:web``, status
lists): choose it once, before the first one."""
SIGNERS = dict(
    one.split("=", 1) for one in os.environ.get("CREDITBANK_SIGNERS", "").split(",") if one
)  # name=package.module:function, where keys lie in a device
VERIFY_PER_MINUTE = int(os.environ.get("CREDITBANK_VERIFY_PER_MINUTE", "60"))
"""How often one address may ask the public verifier within a minute."""
VC_API_TEST = os.environ.get("CREDITBANK_VC_API_TEST", "") == "1"
"""Whether the trial issuers answer (``credentials.trial``): for conformance suites on this machine."""
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "creditbank.web.middleware.SafeHeaders",
    "creditbank.web.middleware.PlainErrors",
]
ROOT_URLCONF = "creditbank.config.urls"
WSGI_APPLICATION = "creditbank.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "creditbank.web.context.everywhere",
            ],
        },
    }
]

LOCK_SECONDS = int(os.environ.get("CREDITBANK_LOCK_SECONDS", "20"))
"""How long a writer waits for another one before he is told that the database is busy."""
_SQLITE: dict[str, Any] = {
    "ENGINE": "django.db.backends.sqlite3",
    "NAME": str(VAR / "creditbank.sqlite3"),
    "CONN_MAX_AGE": None,
    "OPTIONS": {
        # A writer takes its lock at BEGIN: no upgrade from read to write that could fail in the middle of a verb.
        "transaction_mode": "IMMEDIATE",
        "timeout": LOCK_SECONDS,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; "
        # Without it INSERT OR REPLACE would remove a row behind the back of the append-only triggers.
        "PRAGMA recursive_triggers=ON;",
    },
}


def _server(url: str) -> dict[str, Any]:
    found: dict[str, Any] = {**dj_database_url.parse(url, conn_max_age=600, conn_health_checks=True)}
    if found["ENGINE"] != "django.db.backends.postgresql":
        raise ValueError("DATABASE_URL must name a PostgreSQL server; without it the embedded file is used")
    found["OPTIONS"] = {"options": f"-c lock_timeout={LOCK_SECONDS}s", **found.get("OPTIONS", {})}
    return found


_url = os.environ.get("DATABASE_URL", "")
DATABASES: dict[str, dict[str, Any]] = {"default": _server(_url) if _url else _SQLITE}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.User"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 8}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
DEMO_ACCOUNTS_FILE = VAR / "demo-accounts.json"
"""Log-ins of the demonstration, written by it and shown on the log-in page; there is none in a real bank."""
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "home"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True

STATIC_URL = "static/"
# Nothing is collected: the few files are served from the package itself.
WHITENOISE_USE_FINDERS = True
MEDIA_ROOT = VAR / "evidence"

# Cookies and headers. By http (a demonstration on one machine) cookies cannot be marked secure.
HTTPS = os.environ.get("CREDITBANK_HTTPS", "") == "1"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 8 * 60 * 60
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
