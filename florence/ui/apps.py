"""Registers the static files, templates and tags of the interface with Django."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """The Django application ``florence.ui``."""

    name = "florence.ui"
    label = "ui"
