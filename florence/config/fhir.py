"""The FHIR server of this hospital: exactly one owner for each type, and the addresses."""

from collections.abc import Mapping

from django.urls import path

from florence.fhir.web.answers import View
from florence.fhir.web.urls import patterns
from florence.hospital import fhir as hospital
from florence.interchange.server import FhirServer
from florence.interchange.web.token_address import TokenAddress
from florence.patients import fhir as patients
from florence.records import fhir as records
from florence.security.keeping import AnyKeeper
from florence.security.web import rules
from florence.staff import fhir as staff


class OwnedTwice(Exception):
    """Two slices claim the same type."""


def owners(*claims: AnyKeeper) -> Mapping[str, AnyKeeper]:
    """The one owner of each type; raises OwnedTwice."""
    table: dict[str, AnyKeeper] = {}
    for keeper in claims:
        for kind in keeper.kinds:
            if kind in table:
                raise OwnedTwice(f"Two slices claim to own {kind}; only one may.")
            table[kind] = keeper
    return table


KEEPERS = owners(*patients.KEEPERS, *hospital.KEEPERS, *staff.KEEPERS, *records.KEEPERS)
SERVER = FhirServer(KEEPERS)


def by_token(view: View, name: str) -> rules.View:
    """Open an address to the bearers of an access token; metadata is open to everyone."""
    act = f"fhir.{name}"
    if name == "metadata":
        return rules.public(view, act=act)
    view.__florence_rule__ = rules.Rule("token", act, face="fhir")  # type: ignore[attr-defined]
    return view


_token = rules.public(TokenAddress.as_view(), act="interchange.get_token")

urlpatterns = [
    path("oauth/token", _token, name="oauth_token"),
    path("oauth/token/", _token, name="oauth_token_slash"),
    *patterns(SERVER, by_token),
]
