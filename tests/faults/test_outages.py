"""The database gone for a while, or its disk full: everything says so, what was typed stays, all goes on by itself."""

import http.client
import json
import re
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from urllib.parse import urlencode
from uuid import uuid4

import pytest

from tests.faults import people
from tests.faults.hands import FHIR, FORM, Answer, Diary, Doctor, Program, hidden_fields, waist
from tests.faults.house import House, house

AWAY_S = 6.0
PAGES = 20
BACK_WITHIN_S = 60.0
READY_WITHIN_S = 150.0


@pytest.fixture(scope="module")
def built() -> Iterator[House]:
    with house() as made:
        yield made


class People:
    """A doctor with an open form, and a program with its token."""

    def __init__(self, built: House) -> None:
        self.port, self.patient = built.port, built.patients[0]
        done = threading.Event()
        self.doctor = Doctor(built.port, self.patient, Diary(), done)
        self.doctor.sign_in()
        self.program = Program(built.port, self.patient, Diary(), done)
        self.program.sign_in()
        self.panel = f"/patients/{self.patient}/?panel=allergy"
        self.path = f"/patients/{self.patient}/allergies/record/"
        page = self.doctor.browser.ask("GET", self.panel)
        self.form = [*dict(hidden_fields(page)).items(), *self.doctor.allergy()[1]]
        self.key = str(uuid4())

    def send_form(self, fields: list[tuple[str, str]] | None = None) -> Answer:
        return self.doctor.browser.post(self.path, self.form if fields is None else fields)

    def send_observation(self) -> Answer:
        headers = {"Authorization": f"Bearer {self.program.token}", "Idempotency_Key": self.key}
        body = json.dumps(waist(self.patient, 80))
        return self.program.browser.ask("POST", "/fhir/Observation", body, Content_Type=FHIR, **headers)

    def ask_for_token(self) -> Answer:
        words = {
            "grant_type": "client_credentials",
            "client_id": people.CLIENT,
            "client_secret": people.SECRET,
        }
        return self.program.browser.ask("POST", "/oauth/token", urlencode(words), Content_Type=FORM)


def listening(people_: People) -> http.client.HTTPResponse:
    """The live stream of the patient's chart."""
    connection = http.client.HTTPConnection("localhost", people_.port, timeout=30)
    cookies = "; ".join(f"{name}={value}" for name, value in people_.doctor.browser.cookies.items())
    connection.request("GET", f"/live/stream?topic=patient-{people_.patient}", headers={"Cookie": cookies})
    return connection.getresponse()


@dataclass
class Outage:
    """What everybody was told while the database was away."""

    answers: dict[str, Answer]
    pages: list[Answer]
    stream: http.client.HTTPResponse
    alive: Answer
    ready: Answer


def live_through_outage(built: House, hands: People) -> Outage:
    """Ask for everything while the database is away for some seconds."""
    browser, chart = hands.doctor.browser, f"/patients/{hands.patient}/"
    with built.database_out_of_reach():
        answers = {
            "form": hands.send_form(),
            "observation": hands.send_observation(),
            "token": hands.ask_for_token(),
        }
        stream = listening(hands)
        alive, ready = browser.ask("GET", "/healthz"), browser.ask("GET", "/readyz")
        time.sleep(AWAY_S)
        pages = [browser.ask("GET", chart) for _ in range(PAGES)]
    return Outage(answers, pages, stream, alive, ready)


def typed_in(page: str) -> list[tuple[str, str]]:
    """The fields that the page of an outage sends again."""
    found = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page)
    return [(name, unescape(value)) for name, value in found]


def test_r4_while_the_database_is_away_everything_says_so_and_goes_on_afterwards(
    built: House, capsys: pytest.CaptureFixture[str]
) -> None:
    hands = People(built)
    browser, chart = hands.doctor.browser, f"/patients/{hands.patient}/"
    first = listening(hands)
    assert first.status == 200
    outage = live_through_outage(built, hands)
    began = time.monotonic()
    built.wait_until(lambda: browser.ask("GET", chart).status == 200, BACK_WITHIN_S)
    back_after_s = time.monotonic() - began

    everything = [*outage.answers.values(), *outage.pages]
    assert [answer for answer in everything if not answer.is_clear_outage] == []
    assert '"OperationOutcome"' in outage.answers["observation"].body
    assert json.loads(outage.answers["token"].body)["error"] == "temporarily_unavailable"
    assert (outage.stream.status, outage.stream.getheader("Retry-After")) == (503, "15")
    assert (outage.alive.status, outage.ready.status) == (200, 503)
    assert json.loads(outage.ready.body)["checks"]["database"] is False

    form = outage.answers["form"].body
    typed = typed_in(form)
    assert typed == hands.form
    assert (hands.send_form(typed).status, hands.send_observation().status) == (303, 201)
    assert hands.send_observation().status == 201  # with the same key: nothing more is written
    assert built.rows("SELECT count(*) FROM records_resource") == [(2,)]
    again = listening(hands)
    assert (again.status, again.readline()) == (200, b"id: 1\n")
    built.wait_until(lambda: browser.ask("GET", "/readyz").status == 200, READY_WITHIN_S)
    with capsys.disabled():
        print(f"\n{len(everything)} answers without a database, all clear; back {back_after_s:.2f} s later")


# PostgreSQL raises 53100 (disk_full) when it can't make a file longer; here a trigger does, on the last row of the act.
FULL = """
CREATE FUNCTION disk_is_full() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100'; END $$;
CREATE TRIGGER disk_is_full BEFORE INSERT ON security_accessevent FOR EACH ROW
WHEN (NEW.act IN ('records.record_allergy', 'fhir.once')) EXECUTE FUNCTION disk_is_full()
"""
ROOM_AGAIN = "DROP TRIGGER disk_is_full ON security_accessevent; DROP FUNCTION disk_is_full()"


def test_a_full_disk_is_told_and_nothing_is_half_written(built: House) -> None:
    hands = People(built)
    before = built.rows("SELECT count(*) FROM records_resourcehistory")
    built.run(FULL)
    try:
        form, observation = hands.send_form(), hands.send_observation()
        assert built.rows("SELECT count(*) FROM records_resourcehistory") == before
        assert hands.doctor.browser.ask("GET", f"/patients/{hands.patient}/").status == 200
    finally:
        built.run(ROOM_AGAIN)
    assert form.is_clear_outage
    assert "The disk of the server is full, so nothing was saved" in form.body
    assert observation.is_clear_outage
    assert "the disk of this server is full, nothing was written" in observation.body
    assert (hands.send_form(typed_in(form.body)).status, hands.send_observation().status) == (303, 201)
