"""A doctor, two patients and a program in the home of a server under test: `python -m tests.faults.people`."""

import json
import os
import sys
from pathlib import Path
from typing import Any

EMAIL = "drill@hospital.example"
PASSWORD = "long words of a drill that nobody else has"
CLIENT, SECRET = "drill-program", "the secret of the drill's own program"
FILE = "people.json"
BORN = {"gender": "female", "birthDate": "1968-03-14"}
NAMES = ("Anderson", "Berglund")


def make(file: Path) -> None:
    """Make them, on tables that are up to date, and write the patients' ids into the file."""
    import django

    django.setup()
    from florence.interchange.actions.clients import add_client
    from florence.records.tests import cast
    from florence.security.scope import scope
    from florence.security.tests.cast import SYSTEM, account

    doctor = account("drill", cast.doctor_role())
    doctor.set_password(PASSWORD)
    doctor.save(update_fields=["password"])
    patients = [cast.patient(_patient(name)) for name in NAMES]
    for patient in patients:
        cast.treated_by(doctor, patient)
    with scope(SYSTEM, "drill.client"):
        add_client(name="Drill", client_id=CLIENT, secret=SECRET, granted=["system/*.cruds"])
    file.write_text(json.dumps([str(patient) for patient in patients]))


def _patient(name: str) -> dict[str, Any]:
    return {
        "resourceType": "Patient",
        "name": [{"use": "official", "family": name, "given": ["Eva"]}],
        **BORN,
    }


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "florence.config.settings")
    from florence.foundation.postgresql.cluster import Cluster

    home = Path(os.environ["FLORENCE_HOME"])
    with Cluster(home).running():
        make(home / FILE)
    sys.exit(0)
