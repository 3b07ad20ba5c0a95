"""Who tries to sign in too often is told so in words, as a page of the house."""

import pytest
from django.test import Client


@pytest.mark.django_db
def test_too_many_tries_are_told_in_words(client: Client) -> None:
    fields = {"login": "nobody@hospital.example", "password": "a guess of many words"}
    answers = [client.post("/accounts/login/", fields) for _ in range(31)]
    assert answers[-1].status_code == 429
    assert "Wait a minute" in answers[-1].content.decode()
