"""A copy of the own record (A4-16): choosing parts and time, as PDF and as a FHIR bundle, and its trace."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from florence.fhir.validation import validate
from florence.foundation import clock
from florence.portal.tests import factories
from florence.portal.tests.factories import Own
from florence.portal.web import copies
from florence.records.actions.copies import CopyRefused, copy_record
from florence.records.reading.copies import PARTS, CopyWish
from florence.security.decisions import Refused
from florence.security.queries.access_log import LogFilter, list_events
from florence.security.scope import scope
from florence.security.tests import cast

pytestmark = pytest.mark.django_db


def _copy(own: Own, **words: Any) -> Any:
    given = {"parts": list(PARTS), "period": "all", "form": "data"} | words
    return own.client().post(reverse("portal:portal_copy"), given)


def _types(response: Any) -> list[str]:
    return [entry["resource"]["resourceType"] for entry in json.loads(response.content)["entry"]]


def _acts(own: Own) -> list[str]:
    with scope(factories.SYSTEM, "test.log"):
        return [entry.act for entry in list_events(LogFilter(subject_ids=(own.subject_id,)))]


def test_it_works() -> None:
    own = factories.own_patient()
    factories.full_record(own)
    answer = _copy(own)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/fhir+json"
    bundle = json.loads(answer.content)
    assert validate(bundle) == []
    assert _types(answer)[0] == "Patient"
    assert sorted(_types(answer)[1:]) == sorted(
        ["AllergyIntolerance", "MedicationRequest", "Condition", "Composition"] + 3 * ["Observation"]
    )
    assert all(entry["fullUrl"].endswith(entry["resource"]["id"]) for entry in bundle["entry"])


def test_the_file_is_not_kept_and_names_nobody() -> None:
    answer = _copy(factories.own_patient())
    assert answer["Cache-Control"] == "no-store"
    assert answer["Content-Disposition"].startswith("attachment;")
    assert "anderson" not in answer["Content-Disposition"].lower()


def test_a4_16_the_copy_is_in_the_log() -> None:
    own = factories.own_patient()
    _copy(own)
    assert "records.copy_record" in _acts(own)


def test_a4_16_only_the_chosen_parts_are_copied() -> None:
    own = factories.own_patient()
    factories.full_record(own)
    assert _types(_copy(own, parts=["allergies"])) == ["Patient", "AllergyIntolerance"]


def test_a4_16_only_the_chosen_time_is_copied_but_medicines_whole() -> None:
    own = factories.own_patient()
    factories.full_record(own)
    today = clock.now().date()
    days = {"period": "days", "since": str(today - timedelta(days=10)), "until": str(today)}
    types = _types(_copy(own, parts=["results", "medicines"], **days))
    assert sorted(types) == ["MedicationRequest", "Observation", "Patient"]


def test_a4_16_a_printed_copy_is_a_pdf() -> None:
    own = factories.own_patient()
    factories.full_record(own)
    answer = _copy(own, form="pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    assert answer["Content-Disposition"].endswith('.pdf"')


def test_no_part_is_refused_and_nothing_is_logged() -> None:
    own = factories.own_patient()
    answer = _copy(own, parts=[])
    assert answer.status_code == 422
    assert "Choose at least one part" in answer.content.decode()
    assert "records.copy_record" not in _acts(own)


def test_a_print_that_would_fill_a_shelf_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    own = factories.own_patient()
    factories.full_record(own)
    monkeypatch.setattr(copies, "MOST_PRINTED", 6)
    answer = _copy(own, form="pdf")
    assert answer.status_code == 422
    assert "This would fill hundreds of pages." in answer.content.decode()
    assert "records.copy_record" not in _acts(own)
    assert _copy(own).status_code == 200


def test_days_in_the_wrong_order_are_refused() -> None:
    own = factories.own_patient()
    answer = _copy(own, period="days", since="24 Nov 2024", until="24 Nov 2023")
    assert answer.status_code == 422
    assert "The last day must not be before the first." in answer.content.decode()
    assert "records.copy_record" not in _acts(own)


def test_the_act_itself_refuses_an_empty_wish() -> None:
    own = factories.own_patient()
    with pytest.raises(CopyRefused):
        copy_record(own.actor, subject_id=own.subject_id, wish=CopyWish(frozenset({"gossip"})))
    assert "records.copy_record" not in _acts(own)


def test_nobody_copies_the_record_of_another() -> None:
    own, other = factories.own_patient(), factories.own_patient("jonas")
    with pytest.raises(Refused):
        copy_record(own.actor, subject_id=other.subject_id, wish=CopyWish(frozenset(PARTS)))
    with scope(factories.SYSTEM, "test.log"):
        entries = list_events(LogFilter(subject_ids=(other.subject_id,)))
    assert [entry.outcome for entry in entries if entry.act == "records.copy_record"] == ["refused"]


def test_what_the_wall_withholds_is_not_copied() -> None:
    own = factories.own_patient()
    very = factories.labelled(factories.note("Secret", "Words for colleagues."), "V")
    factories.write(own, very)
    answer = _copy(own)
    assert _types(answer) == ["Patient"]
    assert b"Secret" not in answer.content


def test_a_clinician_with_the_right_to_copy_copies_only_the_own_record() -> None:
    own = factories.own_patient()
    doctor = cast.account("amira", factories.patient_role())
    cast.relate(doctor.id, own.subject_id)
    with pytest.raises(Refused):
        copy_record(
            factories.Own(doctor, own.subject_id).actor,
            subject_id=own.subject_id,
            wish=CopyWish(frozenset(PARTS)),
        )
