"""The one app of the bare site."""

from django.apps import AppConfig


class BareConfig(AppConfig):
    """Plain tables, no encryption, no history."""

    name = "bench.bare"
    label = "bare"
