"""All settings, from the environment. `docs/settings.md` is generated from the declarations here."""

from __future__ import annotations

import zoneinfo
from pathlib import Path

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

from followthrough.errors import ConfigError
from followthrough.web import environment as env

BASE_DIR = Path(__file__).resolve().parent
HOME = env.home()

SECRET_KEY = env.secret_key(HOME)
SECRET_KEY_FALLBACKS = env.words(
    env.declare(
        "FOLLOWTHROUGH_OLD_SECRET_KEYS", "", "Former secret keys, comma separated, still accepted while sessions move to the new one."
    )
)
ENCRYPTION_KEYS = env.encryption_keys(HOME)
DEBUG = env.declare_switch("FOLLOWTHROUGH_DEBUG", "off", "Show Python errors in the browser. Never on a server that others reach.")
ALLOWED_HOSTS = env.words(
    env.declare("FOLLOWTHROUGH_HOSTS", "localhost,127.0.0.1,[::1]", "Host names under which the server is reached, comma separated.")
)
PUBLIC_URL = env.public_url(
    env.declare(
        "FOLLOWTHROUGH_URL",
        "",
        "Address under which people and trackers reach the server, e.g. https://followthrough.example.com: tickets link back to it, "
        "and webhooks are sent there. Empty: tickets carry no link, and changes are seen by asking.",
    )
)
HTTPS = env.declare_switch(
    "FOLLOWTHROUGH_HTTPS", "off", "On when people reach the server over HTTPS: secure cookies, HSTS, redirect to HTTPS."
)
BEHIND_PROXY = env.declare_switch(
    "FOLLOWTHROUGH_BEHIND_PROXY", "off", "On when a reverse proxy sets X-Forwarded-Proto. Off, the header is not believed."
)

DATABASE_URL = env.declare(
    "DATABASE_URL",
    "sqlite file in the data folder",
    "Where the data lives: postgres://user:password@host/name, or sqlite:////absolute/path. Empty: SQLite in the data folder.",
)
if DATABASE_URL in {"", "sqlite file in the data folder"}:
    DATABASE_URL = f"sqlite:///{HOME / 'followthrough.sqlite3'}"
try:
    DATABASES = {"default": dict(dj_database_url.parse(DATABASE_URL, conn_max_age=60, conn_health_checks=True))}
except (ValueError, ImproperlyConfigured) as error:
    raise ConfigError(
        "DATABASE_URL is not an address of a database: write postgres://user:password@host/name or sqlite:////path"
    ) from error
if DATABASES["default"]["ENGINE"] not in {"django.db.backends.sqlite3", "django.db.backends.postgresql"}:
    raise ConfigError("DATABASE_URL names another kind of database: only PostgreSQL (postgres://…) and SQLite (sqlite:////…) will do")
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # IMMEDIATE: two writers wait for each other; the default mode fails the second one at once, whatever the timeout.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;",
    }

TIME_ZONE = env.declare(
    "FOLLOWTHROUGH_TIME_ZONE", "UTC", "The organisation's time zone: days begin and dates fall due in it, e.g. Europe/Vienna."
)
if TIME_ZONE not in zoneinfo.available_timezones():
    raise ConfigError(f"FOLLOWTHROUGH_TIME_ZONE is '{TIME_ZONE}', which is no time zone: use a name such as Europe/Vienna")
USE_TZ = True
LANGUAGE_CODE = "en-gb"
USE_I18N = False

DEMO = env.declare_switch(
    "FOLLOWTHROUGH_DEMO", "off", "Set by `followthrough demo`: signs every visitor of this machine in as the demo's lead."
)

INSTALLED_APPS = [
    "followthrough.web",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "followthrough.web.middleware.DemoMiddleware",
    "followthrough.web.middleware.ContentSecurityPolicyMiddleware",
    "followthrough.web.middleware.RefusalMiddleware",
]
ROOT_URLCONF = "followthrough.web.urls"
WSGI_APPLICATION = "followthrough.web.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "followthrough.web.pages.frame.frame",
            ],
            "libraries": {"words": "followthrough.web.pages.words"},
            "builtins": ["followthrough.web.pages.words"],
        },
    }
]

AUTH_USER_MODEL = "web.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "dashboard"
LOGOUT_REDIRECT_URL = "sign-in"
SESSION_COOKIE_NAME = "followthrough_session"
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "followthrough_csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS if HTTPS and not host.startswith("*")]
CSRF_FAILURE_VIEW = "followthrough.web.pages.errors.csrf_failure"

STATIC_URL = "static/"
STATIC_ROOT = None  # nothing is collected: WhiteNoise serves the files from where they are
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# A document may have 10 MB; the form around it needs a little more. Beyond that the server answers before reading on.
DATA_UPLOAD_MAX_MEMORY_SIZE = 11 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 11 * 1024 * 1024

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"followthrough": {"level": "INFO"}},
}
