"""Every address of Florence. Each slice brings its own list; each address carries one rule."""

from django.urls import URLPattern, URLResolver, include, path

from florence.config.health import healthz, metrics, readyz
from florence.config.home import home
from florence.security.web import rules
from florence.ui.web import errors
from florence.ui.web.public import components, day_words

SLICES = ("security", "hospital", "staff", "patients", "records", "interchange", "portal", "workspace")

handler400 = errors.bad_request
handler403 = errors.refused
handler404 = errors.not_found
handler500 = errors.fault

urlpatterns: list[URLPattern | URLResolver] = [
    path("", rules.signed_in(home, act="security.open_home"), name="home"),
    path("accounts/", include("florence.security.web.sign_in_urls")),
    path("", include("florence.security.web.own_urls")),
    path("healthz", rules.public(healthz, act="config.health"), name="healthz"),
    path("readyz", rules.public(readyz, act="config.health"), name="readyz"),
    path("metrics", rules.public(metrics, act="config.health"), name="metrics"),
    path("ui/day/", rules.public(day_words, act="ui.day_words"), name="day_words"),
    path("ui/components/", rules.public(components, act="ui.components"), name="components"),
    path("ui/components/<slug:part>/", rules.public(components, act="ui.components"), name="components_part"),
    path("", include("florence.config.demo.urls")),
    path("", include("florence.config.fhir")),
    *(path("", include(f"florence.{name}.web.urls")) for name in SLICES),
]
