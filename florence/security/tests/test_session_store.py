"""Sessions and accounts as every page reads them."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.utils import timezone

from florence.foundation.identifiers import new_id
from florence.security.models import Account
from florence.security.session_store import SessionStore
from florence.security.tests.cast import account

pytestmark = pytest.mark.django_db


def test_it_works() -> None:
    kept = SessionStore()
    kept["place"] = "office"
    kept.save()
    assert SessionStore(kept.session_key)["place"] == "office"


def test_a_session_that_ended_is_empty() -> None:
    kept = SessionStore()
    kept["place"] = "office"
    kept.save()
    Session.objects.filter(pk=kept.session_key).update(expire_date=timezone.now() - timedelta(seconds=1))
    read = SessionStore(kept.session_key)
    assert read.get("place") is None
    assert read.session_key is None


def test_a_session_that_never_was_is_empty() -> None:
    assert SessionStore("a" * 32).get("place") is None


def test_an_account_is_whole_when_it_is_read_by_its_id() -> None:
    ruth = account("Ruth")
    read, queried = Account.objects.get(pk=ruth.id), Account.objects.filter(pk=ruth.id).get()
    names = [field.attname for field in Account._meta.concrete_fields]
    assert [getattr(read, name) for name in names] == [getattr(queried, name) for name in names]
    read.save()


def test_an_unknown_account_is_refused() -> None:
    with pytest.raises(Account.DoesNotExist):
        Account.objects.get(pk=new_id())


def test_what_is_no_id_is_refused() -> None:
    with pytest.raises(ValidationError):
        Account.objects.get(pk="somebody")
