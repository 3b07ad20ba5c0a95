"""Drafts: kept while one types, sealed, offered again, and nobody else's."""

from typing import Any
from uuid import UUID

import pytest
from django import forms
from django.test import Client, RequestFactory
from django.utils.datastructures import MultiValueDict

from florence.foundation import keys
from florence.security.actions.drafts import DraftRefused, discard_draft, discard_own_draft, save_draft
from florence.security.actors import Actor, nobody
from florence.security.decisions import Refused
from florence.security.models import AccessEvent, Account, Draft, Subject
from florence.security.queries.drafts import count_drafts, get_draft, list_drafts
from florence.security.scope import ScopeError, scope
from florence.security.tests import cast
from florence.security.tests.browsing import signed_in
from florence.security.web.drafts import Offered, restored
from florence.security.web.identity import actor_for

pytestmark = pytest.mark.django_db
NOTE = {"note": ["the patient coughs"], "sign": ["yes", "no"]}


@pytest.fixture
def rosa() -> Account:
    return cast.account("rosa", cast.role("nurse", needs_second_factor=False))


@pytest.fixture
def patient(rosa: Account) -> Subject:
    subject = cast.subject()
    cast.relate(rosa.id, subject.id)
    return subject


def kept(actor: Actor, form: str = "records.vitals", subject_id: UUID | None = None) -> Any:
    with scope(actor, "look"):
        return get_draft(actor, form=form, subject_id=subject_id)


def test_it_works(rosa: Account, patient: Subject) -> None:
    actor = actor_for(rosa)
    at = save_draft(actor, form="records.vitals", content=NOTE, subject_id=patient.id, address="/x/")
    draft = kept(actor, subject_id=patient.id)
    assert dict(draft.content.lists()) == NOTE
    assert (draft.saved_at, draft.address, draft.words) == (at, "/x/", "Vital signs")


def test_a3_11_what_is_typed_later_takes_the_place_of_what_was_kept(rosa: Account, patient: Subject) -> None:
    actor = actor_for(rosa)
    for words in ("first", "second"):
        save_draft(actor, form="records.vitals", content={"note": [words]}, subject_id=patient.id)
    assert Draft.objects.count() == 1
    assert kept(actor, subject_id=patient.id).content["note"] == "second"


def test_a3_11_forms_and_patients_are_kept_apart(rosa: Account, patient: Subject) -> None:
    actor = actor_for(rosa)
    save_draft(actor, form="records.vitals", content=NOTE, subject_id=patient.id)
    assert kept(actor, "records.problem", patient.id) is None
    assert kept(actor) is None


def test_a_draft_is_not_readable_in_the_table(rosa: Account, patient: Subject) -> None:
    save_draft(actor_for(rosa), form="records.vitals", content=NOTE, subject_id=patient.id)
    assert b"coughs" not in bytes(Draft.objects.get().content)


def test_a_draft_about_nobody_is_sealed_with_the_accounts_key(rosa: Account) -> None:
    save_draft(actor_for(rosa), form="patients.register", content=NOTE)
    assert Draft.objects.get().key_id == rosa.key_id


def test_a_draft_of_an_erased_record_is_gone(rosa: Account, patient: Subject) -> None:
    actor = actor_for(rosa)
    save_draft(actor, form="records.vitals", content=NOTE, subject_id=patient.id)
    keys.destroy_keys(patient.id)
    assert kept(actor, subject_id=patient.id) is None
    with scope(actor, "look"):
        assert list_drafts(actor) == []


def test_a_draft_of_somebody_else_is_not_shown(rosa: Account, patient: Subject) -> None:
    save_draft(actor_for(rosa), form="records.vitals", content=NOTE, subject_id=patient.id)
    other = cast.actor("eva", cast.role("nurse2"))
    assert kept(other, subject_id=patient.id) is None
    with scope(other, "look"):
        assert (list_drafts(other), count_drafts(other)) == ([], 0)


def test_a_draft_about_a_patient_without_relation_is_refused(patient: Subject) -> None:
    stranger = cast.actor("eva", cast.role("nurse2"))
    with pytest.raises(Refused):
        save_draft(stranger, form="records.vitals", content=NOTE, subject_id=patient.id)
    assert not Draft.objects.exists()


def test_nobody_keeps_drafts() -> None:
    with pytest.raises(Refused):
        save_draft(nobody(), form="records.vitals", content=NOTE)
    assert not Draft.objects.exists()


@pytest.mark.parametrize("form", ["", "UPPER", "../x", "a" * 121])
def test_a_form_with_a_name_that_none_has_is_refused(rosa: Account, form: str) -> None:
    with pytest.raises(DraftRefused):
        save_draft(actor_for(rosa), form=form, content=NOTE)
    assert not Draft.objects.exists()


def test_a_draft_that_is_too_long_is_refused(rosa: Account) -> None:
    with pytest.raises(DraftRefused):
        save_draft(actor_for(rosa), form="records.vitals", content={"note": ["x" * 200_001]})
    assert not Draft.objects.exists()


def test_a_draft_is_thrown_away(rosa: Account) -> None:
    actor = actor_for(rosa)
    save_draft(actor, form="records.vitals", content=NOTE)
    discard_own_draft(actor, form="records.vitals")
    assert not Draft.objects.exists()


def test_only_an_act_throws_a_draft_away_because_it_is_saved(rosa: Account) -> None:
    save_draft(actor_for(rosa), form="records.vitals", content=NOTE)
    with pytest.raises(ScopeError):
        discard_draft(actor_for(rosa), form="records.vitals")
    assert Draft.objects.exists()


def test_saving_every_two_seconds_does_not_flood_the_log(rosa: Account, patient: Subject) -> None:
    for _ in range(5):
        save_draft(actor_for(rosa), form="records.vitals", content=NOTE, subject_id=patient.id)
    with scope(cast.SYSTEM, "look"):
        assert not AccessEvent.objects.filter(act="drafts.save_draft").exists()
        assert not AccessEvent.objects.filter(act="security.save_draft").exists()


# ---- by the browser


def send(client: Client, address: str, **more: str) -> Any:
    page = "http://testserver/patients/x/?panel=vitals"
    return client.post(
        address, {"note": "coughs", "csrfmiddlewaretoken": "secret"}, headers={"Referer": page} | more
    )


def test_a_page_keeps_and_shows_the_draft(rosa: Account, patient: Subject) -> None:
    client = signed_in(rosa)
    answer = send(client, f"/drafts/records.vitals/{patient.id}/")
    assert answer.status_code == 204
    assert answer["X-Saved-At"].count(":") == 1
    draft = kept(actor_for(rosa), subject_id=patient.id)
    assert dict(draft.content.lists()) == {"note": ["coughs"]}
    assert draft.address == "/patients/x/?panel=vitals"
    page = client.get("/drafts/").content.decode()
    assert "Vital signs" in page
    assert 'href="/patients/x/?panel=vitals"' in page


def test_a_page_throws_the_draft_away(rosa: Account, patient: Subject) -> None:
    client = signed_in(rosa)
    send(client, f"/drafts/records.vitals/{patient.id}/")
    answer = send(client, f"/drafts/records.vitals/{patient.id}/discard/")
    assert (answer.status_code, answer["Location"]) == (303, "/patients/x/?panel=vitals")
    assert not Draft.objects.exists()


def test_the_way_back_leads_nowhere_else(rosa: Account) -> None:
    answer = send(signed_in(rosa), "/drafts/records.vitals/discard/", Referer="https://elsewhere.example/")
    assert answer["Location"] == "/drafts/"


def test_a_browser_of_a_stranger_keeps_nothing(patient: Subject) -> None:
    client = signed_in(cast.account("eva", cast.role("nurse2", needs_second_factor=False)))
    assert send(client, f"/drafts/records.vitals/{patient.id}/").status_code == 403
    assert not Draft.objects.exists()


def test_reading_an_address_of_a_draft_changes_nothing(rosa: Account) -> None:
    client = signed_in(rosa)
    assert client.get("/drafts/records.vitals/").status_code == 405
    assert client.get("/drafts/records.vitals/discard/").status_code == 405
    assert not Draft.objects.exists()


class Form(forms.Form):
    note = forms.CharField()
    signs = forms.MultipleChoiceField(choices=[("a", "A"), ("b", "B")], required=True)


def test_a3_11_a_form_shows_the_draft_without_complaining(rosa: Account) -> None:
    actor = actor_for(rosa)
    save_draft(actor, form="records.vitals", content={"note": [""], "signs": ["b"]})
    form = restored(Form(), Offered("/drafts/records.vitals/", kept(actor)))
    assert form["signs"].value() == ["b"]
    assert not form.errors


def test_a_form_that_was_sent_is_not_overwritten_by_the_draft(rosa: Account) -> None:
    actor = actor_for(rosa)
    save_draft(actor, form="records.vitals", content={"note": ["old"]})
    sent = RequestFactory().post("/", {"note": "new"}).POST
    form = restored(Form(sent), Offered("/drafts/records.vitals/", kept(actor)))
    assert form["note"].value() == "new"
    assert isinstance(form.data, MultiValueDict)
