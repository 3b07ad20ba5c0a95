"""`python -m bench.queries PATIENTS`: how many queries each tab of the long chart takes, in one process."""

import json
import os
import sys

import django

from bench.asking import TABS
from bench.scale import Scale
from bench.seeding import doctor_email, long_chart


def main() -> None:
    """Print the number of queries by tab, as JSON."""
    django.setup()
    # Django's own can be imported after setup only.
    from django.db import connection  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    from florence.security.models import Account  # noqa: PLC0415

    client = Client(SERVER_NAME="localhost")
    client.force_login(
        Account.objects.get(email=doctor_email(0)), "allauth.account.auth_backends.AuthenticationBackend"
    )
    person = long_chart(Scale(int(sys.argv[1])))
    counts = {}
    for tab in TABS:
        path = f"/patients/{person.id}/{tab}"
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            status = client.get(path).status_code
        if status != 200:
            raise SystemExit(f"{path} gave {status}")
        counts[tab or "summary/"] = len(queries)
        if "--show" in sys.argv:
            for each in queries.captured_queries:
                print(tab, each["time"], each["sql"][:300], file=sys.stderr)
    print(json.dumps(counts))


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "florence.config.settings"
    main()
