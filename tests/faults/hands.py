"""People at pages and a program at FHIR who write without pause, and judge every answer that they get."""

import base64
import http.client
import json
import random
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4, uuid5

from tests.faults import people

FORM = "application/x-www-form-urlencoded"
FHIR = "application/fhir+json"
SENTENCE = re.compile(r"<h1>[^<]{10,}</h1>\s*<p>[^<]{20,}</p>")
HIDDEN = re.compile(r'<input type="hidden" name="([a-z]+)" value="([^"]*)"')
TRACES = ("Traceback (most recent", "psycopg", 'File "/', "django.")
PAUSE_S = 0.05
WAIST = "8280-0"  # LOINC: waist circumference at umbilicus; the form of vital signs has no such box
SIGNS = {"heart_rate": "72", "weight": "61", "pain": "2"}


@dataclass
class Answer:
    """What came back; status 0 when nothing did."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: str = ""

    @property
    def is_clear_outage(self) -> bool:
        """Whether it says in words that nothing can be done now, and when to try again."""
        said = '"OperationOutcome"' in self.body or '"error"' in self.body or SENTENCE.search(self.body)
        return self.status == 503 and "retry-after" in self.headers and bool(said) and not self.shows_inside

    @property
    def shows_inside(self) -> bool:
        """Whether it tells anything of the program's inside."""
        return any(trace in self.body for trace in TRACES)


@dataclass
class Diary:
    """What all writers have seen, by the machine's steady clock."""

    acknowledged: dict[str, float] = field(default_factory=dict)
    """By "allergies KEY", "vitals KEY" or "fhir ID", when."""
    begun: set[str] = field(default_factory=set)
    outages: int = 0
    silences: list[float] = field(default_factory=list)
    unclear: list[str] = field(default_factory=list)
    answered: list[float] = field(default_factory=list)

    def judge(self, name: str, answer: Answer, wanted: tuple[int, ...]) -> bool:
        """Whether an answer is one of those wanted; whatever is neither that nor a clear refusal is noted."""
        now = time.monotonic()
        if answer.status in wanted:
            self.answered.append(now)
            return True
        if answer.status == 0:
            self.silences.append(now)
        elif answer.is_clear_outage:
            self.outages += 1
        else:
            self.unclear.append(f"{name}: {answer.status} {answer.body[:200]!r}")
        return False


def rows_of(name: str) -> list[str]:
    """The ids of the rows that a write of the diary makes."""
    kind, key = name.split()
    return [str(uuid5(UUID(key), sign)) for sign in SIGNS] if kind == "vitals" else [key]


class Browser:
    """Asks as a browser does, with cookies."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}

    def ask(self, method: str, path: str, body: str = "", **headers: str) -> Answer:
        """One request on a connection of its own."""
        connection = http.client.HTTPConnection("localhost", self.port, timeout=30)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.cookies:
            named["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        try:
            connection.request(method, path, body or None, named)
            answer = connection.getresponse()
            text = answer.read().decode(errors="replace")
        except (OSError, http.client.HTTPException):
            return Answer(0)
        finally:
            connection.close()
        self._keep_cookies(answer.getheaders())
        return Answer(answer.status, {name.lower(): value for name, value in answer.getheaders()}, text)

    def post(self, path: str, fields: list[tuple[str, str]]) -> Answer:
        """Send a form."""
        return self.ask("POST", path, urlencode(fields), Content_Type=FORM)

    def _keep_cookies(self, headers: list[tuple[str, str]]) -> None:
        for name, value in headers:
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]


class Writer(threading.Thread):
    """One who writes until told to stop."""

    def __init__(self, port: int, patient: str, diary: Diary, done: threading.Event) -> None:
        super().__init__(daemon=True)
        self.browser = Browser(port)
        self.patient = patient
        self.diary = diary
        self.done = done
        self.chance = random.Random(hash(patient))
        self.is_in = threading.Event()

    def until(self, name: str, wanted: tuple[int, ...], ask: Callable[[], Answer]) -> Answer | None:
        """Ask again and again while told to; None when stopped meanwhile, or after an answer that is not clear."""
        while not self.done.is_set():
            answer, unclear = ask(), len(self.diary.unclear)
            if self.diary.judge(name, answer, wanted):
                return answer
            if len(self.diary.unclear) > unclear:
                return None
            time.sleep(0.2)
        return None

    def run(self) -> None:
        self.sign_in()
        self.is_in.set()
        while not self.done.is_set():
            self.write()
            time.sleep(PAUSE_S)

    def sign_in(self) -> None:
        raise NotImplementedError

    def write(self) -> None:
        raise NotImplementedError


class Doctor(Writer):
    """Opens the panel of an allergy or of vital signs, fills it, sends it until it is saved."""

    def sign_in(self) -> None:
        path = "/accounts/login/"
        page = self.until("sign-in page", (200,), lambda: self.browser.ask("GET", path))
        fields = [*hidden_fields(page), ("login", people.EMAIL), ("password", people.PASSWORD)]
        self.until("sign-in", (302, 303), lambda: self.browser.post(path, fields))

    def write(self) -> None:
        kind, fields = self.chance.choice([self.allergy, self.vitals])()
        panel = f"/patients/{self.patient}/?panel={'allergy' if kind == 'allergies' else kind}"
        page = self.until(panel, (200,), lambda: self.browser.ask("GET", panel))
        hidden = dict(hidden_fields(page))
        if "key" not in hidden:
            return
        key = f"{kind} {hidden['key']}"
        self.diary.begun.add(key)
        path, sent = f"/patients/{self.patient}/{kind}/record/", [*hidden.items(), *fields]
        if self.until(path, (303,), lambda: self.browser.post(path, sent)):
            self.diary.acknowledged[key] = time.monotonic()

    def allergy(self) -> tuple[str, list[tuple[str, str]]]:
        fields = [("reactions", "anaphylaxis"), ("severity", "severe"), ("verification", "confirmed")]
        return "allergies", [("substance", f"pollen {uuid4()}"), ("status", "active"), *fields]

    def vitals(self) -> tuple[str, list[tuple[str, str]]]:
        now = time.gmtime()
        return "vitals", [_day(now), _time(now), *SIGNS.items()]


class Program(Writer):
    """Sends observations, each under a key of its own until it is acknowledged."""

    token = ""

    def sign_in(self) -> None:
        basic = base64.b64encode(f"{people.CLIENT}:{people.SECRET}".encode()).decode()
        fields = urlencode({"grant_type": "client_credentials"})
        answer = self.until(
            "token",
            (200,),
            lambda: self.browser.ask(
                "POST", "/oauth/token", fields, Content_Type=FORM, Authorization=f"Basic {basic}"
            ),
        )
        self.token = json.loads(answer.body)["access_token"] if answer else ""

    def write(self) -> None:
        key, body = str(uuid4()), json.dumps(waist(self.patient, self.chance.randint(50, 90)))
        self.diary.begun.add(f"fhir {key}")
        headers = {"Content_Type": FHIR, "Authorization": f"Bearer {self.token}", "Idempotency_Key": key}
        path = "/fhir/Observation"
        answer = self.until(path, (201,), lambda: self.browser.ask("POST", path, body, **headers))
        if answer is not None:
            self.diary.acknowledged[f"fhir {json.loads(answer.body)['id']}"] = time.monotonic()


def hidden_fields(page: Answer | None) -> list[tuple[str, str]]:
    """The hidden fields of the last form of a page, which is that of the panel, each once."""
    found = dict(HIDDEN.findall(page.body)) if page else {}
    return list(found.items())


def _day(now: time.struct_time) -> tuple[str, str]:
    return "day", time.strftime("%d/%m/%y", now)


def _time(now: time.struct_time) -> tuple[str, str]:
    return "time", time.strftime("%H:%M", now)


def waist(patient: str, value: int) -> dict[str, Any]:
    unit = {"unit": "cm", "system": "http://unitsofmeasure.org", "code": "cm"}
    return {
        "resourceType": "Observation",
        "status": "final",
        "code": {"coding": [{"system": "http://loinc.org", "code": WAIST}]},
        "subject": {"reference": f"Patient/{patient}"},
        "effectiveDateTime": "2026-11-20T09:30:00Z",
        "valueQuantity": {"value": value, **unit},
    }
