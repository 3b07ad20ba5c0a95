"""Django's settings. What an operator may choose comes from the environment; the rest is the product."""

from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pgtrigger

from florence.config.environment import Environment
from florence.foundation import master_keys

ENVIRONMENT = Environment.from_environ()
ROOT = Path(__file__).resolve().parent.parent

FLORENCE_HOME = ENVIRONMENT.home
FLORENCE_KEYS = ENVIRONMENT.keys
FLORENCE_DEMO = ENVIRONMENT.demo
FLORENCE_PROXIES = ENVIRONMENT.proxies
FLORENCE_GUARD_QUERIES = ENVIRONMENT.guard_queries
master_keys.create_key_file(FLORENCE_KEYS)

DEBUG = False
IS_HTTPS = ENVIRONMENT.is_https
SECRET_KEY = ENVIRONMENT.secret_key()
ALLOWED_HOSTS = ENVIRONMENT.allowed_hosts()
CSRF_TRUSTED_ORIGINS = ENVIRONMENT.trusted_origins()
ROOT_URLCONF = "florence.config.urls"
WSGI_APPLICATION = "florence.config.asgi.wsgi_application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SITE_ID = None

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django_cotton.apps.SimpleAppConfig",  # the template loader below is our own
    "django_htmx",
    "florence.security",  # before the sign-in library, whose pages it draws
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "oauth2_provider",
    "procrastinate.contrib.django",
    "pgtrigger",
    "pghistory",
    "florence.foundation",
    "florence.fhir",
    "florence.ui",
    "florence.hospital",
    "florence.staff",
    "florence.patients",
    "florence.records",
    "florence.interchange",
    "florence.portal",
    "florence.workspace",
    "florence.config",
]

MIDDLEWARE = [
    "florence.config.health.health_without_session",
    "florence.security.web.middleware.request_identity",
    "florence.security.web.middleware.safe_headers",
    "django.middleware.security.SecurityMiddleware",
    "florence.security.web.middleware.request_limits",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "florence.security.web.middleware.account_language",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "florence.security.web.sessions.session_limits",
    "florence.config.house.site_zone",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "florence.config.shell.shell",
            ],
            "loaders": [
                (
                    "florence.ui.template_loader.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": ["django_cotton.templatetags.cotton"],
        },
    }
]

DATABASES = {"default": ENVIRONMENT.database()}
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "security_cache",
        # It holds the counters of failed log-ins: bounded, yet too large to be flushed out by a flood of names.
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    },
    # For facts of the house that every page needs and that change once in a year.
    "process": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
}

AUTH_USER_MODEL = "security.Account"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "florence.security.passwords.BreachedPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/accounts/login/"

ACCOUNT_ADAPTER = "florence.security.web.sign_in.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_ON_PASSWORD_RESET = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "reset_password": "20/m/ip,5/m/key",
    "reauthenticate": "10/m/user",
    "change_password": "5/m/user",
    # Of programs, see florence.interchange.web.token_address.
    "token": "60/m/ip",
    "token_failed": "10/m/ip",
}
ACCOUNT_FORMS = {
    "login": "florence.security.web.sign_in_forms.LoginForm",
    "reauthenticate": "florence.security.web.sign_in_forms.ReauthenticateForm",
    "change_password": "florence.security.web.sign_in_forms.ChangePasswordForm",
    "set_password": "florence.security.web.sign_in_forms.SetPasswordForm",
    "reset_password": "florence.security.web.sign_in_forms.ResetPasswordForm",
    "reset_password_from_key": "florence.security.web.sign_in_forms.ResetPasswordKeyForm",
}
MFA_FORMS = {
    "authenticate": "florence.security.web.sign_in_forms.AuthenticateForm",
    "reauthenticate": "florence.security.web.sign_in_forms.ReauthenticateCodeForm",
    "activate_totp": "florence.security.web.sign_in_forms.ActivateTotpForm",
}
MFA_ADAPTER = "florence.security.web.sign_in.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Florence"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = FLORENCE_DEMO
USERSESSIONS_TRACK_ACTIVITY = False

SESSION_ENGINE = "florence.security.session_store"
SESSION_COOKIE_NAME = ENVIRONMENT.cookie("florence-session")
SESSION_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = int(timedelta(hours=14).total_seconds())
SESSION_SERIALIZER = "django.contrib.sessions.serializers.JSONSerializer"
CSRF_COOKIE_NAME = ENVIRONMENT.cookie("florence-csrf")
CSRF_COOKIE_SECURE = IS_HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_FAILURE_VIEW = "florence.security.web.refusals.csrf_refused"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if IS_HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_HTTPS else None
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
# What people send stays in memory until it is sealed: a temporary file would lie on the disk in plain.
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = 26_000_000

OAUTH2_PROVIDER_APPLICATION_MODEL = "oauth2_provider.Application"
OAUTH2_PROVIDER = {
    "SCOPES_BACKEND_CLASS": "florence.config.oauth.PatternScopes",
    "OAUTH2_VALIDATOR_CLASS": "florence.config.oauth.Validator",
    "COMPLIANT_BCP_RFC9700_TOKEN_STORAGE": True,
    "ACCESS_TOKEN_EXPIRE_SECONDS": 900,
    "PKCE_REQUIRED": True,
    "COMPLIANT_BCP_RFC9700_PKCE_METHOD": True,
    "ALLOWED_REDIRECT_URI_SCHEMES": ["https"],
    "ALLOWED_GRANT_TYPES": ["client_credentials"],
}

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("ar", "العربية")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
FORMAT_MODULE_PATH = None

STATIC_URL = "/static/"
STATIC_ROOT = FLORENCE_HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "florence.config.static_files.HashedStorage"},
}

MAIL = ENVIRONMENT.email()
DEFAULT_FROM_EMAIL = f"Florence <florence@{urlsplit(ENVIRONMENT.public_url).hostname}>"
EMAIL_BACKEND = MAIL.backend
EMAIL_HOST = MAIL.host
EMAIL_PORT = MAIL.port
EMAIL_HOST_USER = MAIL.user
EMAIL_HOST_PASSWORD = MAIL.password
EMAIL_USE_TLS = MAIL.use_tls
EMAIL_USE_SSL = MAIL.use_ssl
EMAIL_FILE_PATH = MAIL.folder

# The worker finds the entry points of a slice in its jobs.py.
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"

PGHISTORY_APPEND_ONLY = True
PGHISTORY_LEVEL = pgtrigger.Statement
PGHISTORY_BASE_MODEL = "florence.foundation.history.History"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request": {"()": "florence.security.web.middleware.RequestIdFilter"}},
    "formatters": {
        "line": {
            "()": "florence.security.web.middleware.FaultFormatter",
            "format": "%(asctime)s %(levelname)s %(name)s [%(request_id)s] %(message)s",
        }
    },
    "handlers": {"out": {"class": "logging.StreamHandler", "filters": ["request"], "formatter": "line"}},
    "root": {"handlers": ["out"], "level": "INFO"},
    "loggers": {
        "django.request": {"level": "ERROR"},
        "django.security.DisallowedHost": {"handlers": [], "propagate": False},
        "procrastinate": {"level": "WARNING"},
    },
}
