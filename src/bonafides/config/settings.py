"""Every setting: its name, its default, one sentence. A bad value stops the start.

Taken from the environment, then from `HOME/bonafides.env`, which `init` writes.

docs/reference/settings.md is generated from this file.
"""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from environs import Env, EnvError

from bonafides.base.keys.files import read_text_secret

# -- where things lie ------------------------------------------------------------------------------

HOME = Path(os.environ.get("BONAFIDES_HOME", "var/home")).resolve()
KEYS = Path(os.environ.get("BONAFIDES_KEYS") or f"{HOME}.keys").resolve()

env = Env(prefix="BONAFIDES_")
env.read_env(str(HOME / "bonafides.env"), recurse=False)  # what `init` wrote; the environment wins

try:
    EDITION = env.str("EDITION", "both")  # safety, programme or both: which half is installed
    PUBLIC_URL = env.str("PUBLIC_URL", "http://localhost:8000").rstrip("/")  # the address that people and links use
    EXTRA_HOSTS: list[str] = env.list("HOSTS", [])  # other host names that may reach this installation
    DEBUG = env.bool("DEBUG", False)  # never on where others can reach it
    SQLITE_PATIENCE_SECONDS = env.int("SQLITE_PATIENCE_SECONDS", 30)  # how long a write waits for another's
    LOG_ORIGIN = env.str("LOG_ORIGIN", "")  # the transparency log's name; by default the public host and /log
    LOG_EVERY = timedelta(seconds=env.int("LOG_EVERY_SECONDS", 86_400))  # how often the log is published
    LOG_PROMISE = timedelta(seconds=env.int("LOG_PROMISE_SECONDS", 172_800))  # by when a receipt promises its entry
    SMTP_HOST = env.str("SMTP_HOST", "")  # the mail server; empty: mail is written to files in HOME/mail
    SMTP_PORT = env.int("SMTP_PORT", 587)  # its port: 587 with STARTTLS, 465 with TLS from the start
    SMTP_USER = env.str("SMTP_USER", "")  # whom to sign in as; empty: nobody
    SMTP_PASSWORD = env.str("SMTP_PASSWORD", "")  # that user's password
    MAIL_FROM = env.str("MAIL_FROM", "")  # the sender of mail; by default noreply@ the public host
    FETCH_ALLOW: list[str] = env.list(
        "FETCH_ALLOW", []
    )  # host:port that the fetch guard lets through though not public
    DESIGNATION_LISTS: list[str] = env.list(
        "DESIGNATION_LISTS", []
    )  # list=address pairs that may be fetched, such as un=https://...
    TIMESTAMP_AUTHORITIES: list[str] = env.list(
        "TIMESTAMP_AUTHORITIES", []
    )  # address|file pairs: RFC 3161 authorities for evidence, each with its trusted roots (PEM); two are advised
    OIDC_ISSUER = env.str("OIDC_ISSUER", "")  # who signs people in by OpenID Connect; empty: nobody but we
    OIDC_CLIENT_ID = env.str("OIDC_CLIENT_ID", "")  # as whom we are known there
    OIDC_CLIENT_SECRET = env.str("OIDC_CLIENT_SECRET", "")  # and by which secret
    OIDC_NAME = env.str("OIDC_NAME", "single sign-on")  # what people call it, on the button
    OIDC_SECOND_FACTOR: list[str] = env.list(
        "OIDC_SECOND_FACTOR", []
    )  # values of amr or acr that stand for a second factor there, such as mfa; empty: ours is asked
    METRICS_TOKEN = env.str("METRICS_TOKEN", "")  # the bearer token that opens /metrics; empty: nobody may
    LOG_FILE = env.str("LOG_FILE", "")  # a file for the processes' own log, turned over by size; empty: stderr
    LOG_FILE_BYTES = env.int("LOG_FILE_BYTES", 10 * 1024 * 1024)  # how large it becomes
    LOG_FILE_COUNT = env.int("LOG_FILE_COUNT", 5)  # how many older ones are kept
    DISK_FLOOR_BYTES = env.int("DISK_FLOOR_BYTES", 200 * 1024 * 1024)  # with less room the worker pauses and says so
    UPLOAD_LIMIT_BYTES = env.int("UPLOAD_LIMIT_BYTES", 25 * 1024 * 1024)  # larger uploads are answered with 413
    TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", 0)  # how many proxies in front set X-Forwarded-For and -Proto
    SERVER_WORKERS = env.int("SERVER_WORKERS", 1)  # Granian worker processes
    SERVER_THREADS = env.int("SERVER_THREADS", 4)  # blocking threads of each
except EnvError as error:
    raise ImproperlyConfigured(f"A setting cannot be read: {error}. See docs/reference/settings.md.") from error

if EDITION not in {"safety", "programme", "both"}:
    raise ImproperlyConfigured(f"BONAFIDES_EDITION is {EDITION!r}; it must be safety, programme or both.")

_public = urlsplit(PUBLIC_URL)
if _public.scheme not in {"http", "https"} or not _public.hostname or _public.path:
    raise ImproperlyConfigured(f"BONAFIDES_PUBLIC_URL is {PUBLIC_URL!r}; it must be http(s)://host[:port], no path.")

if OIDC_ISSUER and not (OIDC_CLIENT_ID and OIDC_CLIENT_SECRET):
    raise ImproperlyConfigured("BONAFIDES_OIDC_ISSUER needs BONAFIDES_OIDC_CLIENT_ID and BONAFIDES_OIDC_CLIENT_SECRET.")
if LOG_FILE and (LOG_FILE_BYTES < 1 or LOG_FILE_COUNT < 1):
    raise ImproperlyConfigured("BONAFIDES_LOG_FILE_BYTES and BONAFIDES_LOG_FILE_COUNT must be at least 1.")
_issuer = urlsplit(OIDC_ISSUER)

LOG_ORIGIN = LOG_ORIGIN or f"{_public.netloc}/log"
MAIL_FROM = MAIL_FROM or f"noreply@{_public.hostname}"
DEMO = (HOME / "demo.json").is_file()  # a demo home: movable clock, no second factor; `check` says so

# -- Django ----------------------------------------------------------------------------------------

SECRET_KEY = read_text_secret(KEYS, "django")  # empty before `init`; Django refuses to sign with it
ALLOWED_HOSTS = [_public.hostname, "localhost", "127.0.0.1", *EXTRA_HOSTS]
ROOT_URLCONF = "bonafides.config.urls"
WSGI_APPLICATION = "bonafides.config.wsgi.application"
ACCESS_TABLE = "bonafides.config.access.TABLE"  # who may open which page; see its file
CHECKS_MODULE = "bonafides.config.checks"  # what Django's checks and `bonafides check` ask of the whole
AUTH_USER_MODEL = "people.Person"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

SAFETY_APPS = [
    "bonafides.safety.drills",
    "bonafides.safety.patterns",
    "bonafides.safety.peers",
    "bonafides.safety.quality",
    "bonafides.safety.feeds",
    "bonafides.safety.banks",
    "bonafides.safety.links",
    "bonafides.safety.evidence",
    "bonafides.safety.moderation",
    "bonafides.safety.orders",
    "bonafides.safety.escalations",
]
PROGRAMME_APPS = [
    "bonafides.programme.trustmark",
    "bonafides.programme.pledge",
    "bonafides.programme.assessments",
    "bonafides.programme.knowledge",
    "bonafides.programme.alerts",
    "bonafides.programme.members",
]
EDITION_APPS = {"safety": SAFETY_APPS, "programme": PROGRAMME_APPS, "both": [*SAFETY_APPS, *PROGRAMME_APPS]}

INSTALLED_APPS = [
    "bonafides.web",
    *EDITION_APPS[EDITION],
    "bonafides.base.designations",
    "bonafides.base.people",
    "bonafides.base.audit",
    "bonafides.base.outbox",
    "bonafides.base.blobs",
    "bonafides.base.http",
    "bonafides.base.pages",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "csp",
    "django_htmx",
    "template_partials",
    "ninja",
]

MIDDLEWARE = [
    "bonafides.base.http.tallies.RequestTallies",
    "bonafides.web.middleware.RequestGate",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "bonafides.base.pages.middleware.ChosenLanguage",
    "django.middleware.common.CommonMiddleware",
    "bonafides.base.http.csrf.SameOriginPosts",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "bonafides.base.people.middleware.SessionActivity",
    "django_htmx.middleware.HtmxMiddleware",
    "bonafides.base.people.middleware.ActorMiddleware",
    "bonafides.web.middleware.ErrorAnswers",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "bonafides.web.context.console",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# -- database: SQLite by default, PostgreSQL by DATABASE_URL ---------------------------------------

SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": SQLITE_PATIENCE_SECONDS,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; PRAGMA foreign_keys=ON;"
        "PRAGMA mmap_size=134217728; PRAGMA journal_size_limit=67108864;"
    ),
}
_database_url = os.environ.get("DATABASE_URL") or f"sqlite:///{HOME / 'bonafides.sqlite3'}"
DATABASES = {"default": dj_database_url.parse(_database_url, conn_max_age=None, conn_health_checks=True)}
ON_SQLITE = DATABASES["default"]["ENGINE"].endswith("sqlite3")
if ON_SQLITE:
    DATABASES["default"]["OPTIONS"] = SQLITE_OPTIONS
    DATABASES["default"]["TEST"] = {"NAME": os.environ.get("BONAFIDES_TEST_SQLITE") or None}
DATABASES["default"]["ATOMIC_REQUESTS"] = False  # an action opens its own transaction

CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "shared_cache"},
}

# -- signing in: by invitation, with a second factor -----------------------------------------------

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
ACCOUNT_ADAPTER = "bonafides.base.people.allauth_adapters.InvitationOnly"
MFA_ADAPTER = "bonafides.base.people.allauth_adapters.EncryptedSeeds"
USERSESSIONS_ADAPTER = "bonafides.base.people.allauth_adapters.RecordedSessions"
SOCIALACCOUNT_ADAPTER = "bonafides.base.people.provider_adapters.InvitedOnly"
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "oidc",
                "name": OIDC_NAME,
                "client_id": OIDC_CLIENT_ID,
                "secret": OIDC_CLIENT_SECRET,
                "settings": {"server_url": OIDC_ISSUER.rstrip("/"), "fetch_userinfo": False},
            }
        ]
        if OIDC_ISSUER
        else [],
    }
}
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # an invitation link was mailed to it
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Bonafides"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = _public.hostname == "localhost"
USERSESSIONS_TRACK_ACTIVITY = True
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = _public.scheme == "https"
SECURE_REDIRECT_EXEMPT = [r"health(/ready)?\Z", r"metrics\Z"]
CSRF_COOKIE_HTTPONLY = True
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
SECURE_HSTS_SECONDS = 31_536_000 if _public.scheme == "https" else 0
SECURE_REFERRER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF, *([f"{_issuer.scheme}://{_issuer.netloc}"] if OIDC_ISSUER else [])],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# -- languages, files, mail, logs ------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [
    ("en", "English"),
    ("ar", "العربية"),
    ("fr", "Français"),
    ("de", "Deutsch"),
    ("ru", "Русский"),
    ("es", "Español"),
]
UNREVIEWED_LANGUAGES = {"ar", "fr", "de", "ru", "es"}  # translated by machine, read by no native speaker yet
LOCALE_PATHS = [Path(__file__).parent.parent / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024  # forms and JSON; uploads stream past it to a file
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
FILE_UPLOAD_HANDLERS = ["bonafides.base.http.uploads.NamelessFileHandler"]
FILE_UPLOAD_TEMP_DIR = str(HOME / "incoming") if (HOME / "incoming").is_dir() else None

DEFAULT_FROM_EMAIL = SERVER_EMAIL = MAIL_FROM
if SMTP_HOST:
    EMAIL_HOST, EMAIL_PORT = SMTP_HOST, SMTP_PORT
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = SMTP_USER, SMTP_PASSWORD
    EMAIL_USE_SSL, EMAIL_USE_TLS = SMTP_PORT == 465, SMTP_PORT == 587
    EMAIL_TIMEOUT = 20
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = str(HOME / "mail")

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "place_only": {"()": "bonafides.kernel.logs.PlaceOnly"},
        "own_words": {"()": "bonafides.kernel.logs.OwnWords"},
    },
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["own_words"]}},
    "root": {"handlers": ["file" if LOG_FILE else "stderr"], "level": "WARNING"},
    "loggers": {"bonafides": {"level": "INFO"}, "django.request": {"level": "ERROR", "filters": ["place_only"]}},
}
if LOG_FILE:
    LOGGING["handlers"]["file"] = {
        "class": "bonafides.kernel.logs.TurnedOver",
        "formatter": "line",
        "filters": ["own_words"],
        "filename": LOG_FILE,
        "maxBytes": LOG_FILE_BYTES,
        "backupCount": LOG_FILE_COUNT,
    }
