"""Django's settings; what an operator may choose comes from the environment (:mod:`seedbed.workbench.installation`)."""

from __future__ import annotations

from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path

from seedbed.workbench.installation import installation
from seedbed.workbench.keys import new_keys, read_keys

HERE = Path(__file__).parent
INSTALLATION = installation()
# Without a key file (tests, checks) the keys live as long as the process; `starting.start` makes the file.
KEYS = read_keys(INSTALLATION.secret_file) if INSTALLATION.secret_file.exists() else new_keys()
ENCRYPTED_WAY = not (INSTALLATION.debug or INSTALLATION.plain_http)
# Browsers take a cookie of this name from this host alone, over an encrypted way, for every path.
COOKIE_PREFIX = "__Host-" if ENCRYPTED_WAY else ""

SECRET_KEY = KEYS.signing
DEBUG = INSTALLATION.debug
ALLOWED_HOSTS = list(INSTALLATION.hosts)
ROOT_URLCONF = "seedbed.workbench.urls"
WSGI_APPLICATION = "seedbed.workbench.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = {"default": INSTALLATION.django_database()}

ROOMS = [
    f"seedbed.workbench.{room}"
    for room in (
        "look", "accounts", "oversight", "record", "jobs", "people", "desk", "registry", "observing", "delivery",
        "api",
    )
    if find_spec(f"seedbed.workbench.{room}")
]  # fmt: skip
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    *ROOMS,
]
MIDDLEWARE = [
    "seedbed.workbench.oversight.metrics.Counting",
    "django.middleware.security.SecurityMiddleware",
    "seedbed.workbench.look.headers.SafeHeaders",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "seedbed.workbench.people.admission.AdmitUploads",
    "seedbed.workbench.accounts.sessions.Sessions",
    "django.middleware.locale.LocaleMiddleware",
    "seedbed.workbench.look.limits.SizeLimit",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "seedbed.workbench.accounts.second_factor.AskSecondFactor",
    "seedbed.workbench.look.refusals.SayRefusals",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["seedbed.workbench.look.templatetags.seedbed"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "seedbed.workbench.look.page.frame_of_page",
            ],
        },
    }
]
FORM_RENDERER = "seedbed.workbench.look.forms.Renderer"

# Words and days.
LANGUAGE_CODE = "en"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LANGUAGE_COOKIE_NAME = f"{COOKIE_PREFIX}seedbed_language"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_SECURE = ENCRYPTED_WAY
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_HTTPONLY = True
TIME_ZONE = INSTALLATION.time_zone
USE_I18N = USE_TZ = True

# Accounts. allauth gives the second factor; signing in is our own, since addresses are sealed.
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["seedbed.workbench.accounts.signing_in.ByEmail"]
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "start"
PASSWORD_RESET_TIMEOUT = 3600
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "seedbed.workbench.accounts.passwords.WithoutWordsOfThePlace"},
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
MFA_ADAPTER = "seedbed.workbench.accounts.second_factor.SealedSecrets"
MFA_TOTP_ISSUER = "Seedbed"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
SECOND_FACTOR = INSTALLATION.second_factor

# Sessions, cookies, headers.
SESSION_ENGINE = "seedbed.workbench.accounts.sessions"
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}seedbed_session"
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}csrftoken"
SESSION_COOKIE_AGE = 12 * 3600  # since the last use
SESSION_LONGEST = timedelta(days=INSTALLATION.session_days)  # since coming in, however much it is used
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ENCRYPTED_WAY
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "seedbed.workbench.look.errors.stale_form"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if ENCRYPTED_WAY else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = ENCRYPTED_WAY
SECURE_SSL_REDIRECT = ENCRYPTED_WAY
SECURE_REDIRECT_EXEMPT = [r"^api/"]  # a program must learn that it called without encryption: it is refused
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
if INSTALLATION.behind_proxy:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS]

# Uploads: larger ones go to a file at once; fields and parts are counted against floods.
MEGABYTE = 1024 * 1024
UPLOAD_LIMIT = 20 * MEGABYTE  # of one file
QUEUE_LIMIT = INSTALLATION.queue_limit  # jobs that wait; who brings a CV beyond them is told to come later
REQUEST_LIMIT = 64 * MEGABYTE
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * MEGABYTE
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * MEGABYTE
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DATA_UPLOAD_MAX_NUMBER_FILES = 50
FILE_UPLOAD_PERMISSIONS = 0o600

# Files that the browser asks for; served by the same process.
STATIC_URL = "/static/"
STATICFILES_DIRS = [HERE / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_MAX_AGE = 0 if DEBUG else 3600

DEFAULT_FROM_EMAIL = SERVER_EMAIL = INSTALLATION.sender
_MAIL = INSTALLATION.django_mail()
EMAIL_BACKEND = _MAIL["EMAIL_BACKEND"]
EMAIL_FILE_PATH = _MAIL.get("EMAIL_FILE_PATH")
EMAIL_HOST = _MAIL.get("EMAIL_HOST", "")
EMAIL_PORT = _MAIL.get("EMAIL_PORT", 0)
EMAIL_HOST_USER = _MAIL.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = _MAIL.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_SSL = _MAIL.get("EMAIL_USE_SSL", False)
EMAIL_USE_TLS = _MAIL.get("EMAIL_USE_TLS", False)
EMAIL_TIMEOUT = _MAIL.get("EMAIL_TIMEOUT")

# The log says what went wrong where, never with whose data: no values, no query strings.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"()": "seedbed.workbench.oversight.logging.WithoutValues"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        "django.server": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        "seedbed": {"handlers": ["console"], "level": "INFO", "propagate": False},
    },
}
