"""Typing canaries into every form that people use, on a running server, in the order of a day in a hospital."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from tests.faults.canaries.browser import Browser, Form, Page
from tests.faults.canaries.words import Canaries

WORDY = ("text", "textarea", "search", "email", "tel")
NUMBERS = frozenset(
    [
        *(
            "born_day",
            "born_month",
            "born_year",
            "age_years",
            "age_months",
            "since",
            "until",
            "when",
            "age",
            "day",
        ),
        *(
            "time",
            "systolic",
            "diastolic",
            "heart_rate",
            "respiratory_rate",
            "temperature",
            "oxygen_saturation",
        ),
        *(
            "height",
            "weight",
            "pain",
            "code",
            "country",
            "hospital_number",
            "written",
            "head_circumference",
            "glucose",
        ),
    ]
)
"""Fields that take no words: dates, numbers, codes."""
BORN = {
    "born_day": "14",
    "born_month": "3",
    "sex": "female",
    "language": "en",
    "kind_0": "insurance",
    "kind_1": "licence",
}
VITAL_SIGNS = "patient, vital signs"
Values = Mapping[str, str]


@dataclass
class Typist:
    """Fills in forms; what was accepted and what came back is counted by form."""

    canaries: Canaries
    accepted: Counter[str] = field(default_factory=Counter)
    came_back: Counter[str] = field(default_factory=Counter)

    def fill(self, browser: Browser, address: str, what: str, given: Values | None = None) -> Page:
        """Open a page, type a canary into every field for words of its last form, and send it."""
        page = browser.get(address)
        forms = [form for form in page.forms() if form.action != "/patients/search/" and form.fields]
        assert page.status == 200, (address, page.status, page.location)
        assert forms, (address, page.text[:2000])
        form = max(forms, key=lambda each: sum(kind in WORDY for _, kind, _ in each.fields))
        return self.send(browser, form.action or address, form, what, given or {})

    def send(self, browser: Browser, address: str, form: Form, what: str, given: Values) -> Page:
        """Send a form with canaries in its fields for words."""
        needed = {name: form.choices[name][-1] for name in ("specialty", "unit_id") if name in form.choices}
        given = needed | dict(given)
        values = [(name, self.typed(what, name, kind, value, given)) for name, kind, value in form.fields]
        known = {name for name, _ in values}
        values += [
            (name, given.get(name) or next(filter(None, choices), ""))
            for name, choices in form.choices.items()
            if name not in known and not name.startswith(("has_no", "needs_"))
        ]
        values += [(name, value) for name, value in given.items() if name not in dict(values)]
        answer = browser.post(address, values)
        assert answer.status in (200, 302, 303, 409, 422), (what, address, answer.status)
        is_accepted = answer.status in (302, 303)
        (self.accepted if is_accepted else self.came_back)[what] += 1
        if not is_accepted:
            print(what, answer.status, _told(answer.text))
        return answer

    def typed(self, what: str, name: str, kind: str, value: str, given: Values) -> str:
        """What is typed into one field."""
        if name in given:
            return given[name]
        if kind not in WORDY:
            return value
        if name in NUMBERS or (what == VITAL_SIGNS and name != "note"):
            return ""
        where = f"{what}: {name}"
        if "phone" in name:
            return self.canaries.phone(where)
        word = self.canaries.word(where)
        return f"{word}@canary.example" if name == "email" else word


def _told(page: str) -> str:
    """The beginning of what a page says."""
    main = page[page.index("<main") :] if "<main" in page else page
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))[:300]


def register(typist: Typist, desk: Browser, number: int) -> UUID:
    """A new patient; the form may ask once more whether it is somebody known."""
    answer = typist.fill(
        desk, "/patients/new/", "patient, registration", BORN | {"born_year": str(1930 + number)}
    )
    found = re.search(r"/patients/([0-9a-f-]{36})/", answer.location)
    assert found, _told(answer.text)
    return UUID(found[1])


def identity(typist: Typist, desk: Browser, patient: UUID) -> None:
    """Every part of a patient's identity is changed."""
    reason = {"reason": "patient-said"}
    for part in ("names", "contact"):
        typist.fill(desk, f"/patients/{patient}/identity/{part}/", f"patient, {part}", reason)
    kind = reason | {"kind": "insurance"}
    typist.fill(desk, f"/patients/{patient}/identity/numbers/add/", "patient, number", kind)


def chart(typist: Typist, doctor: Browser, patient: UUID) -> None:
    """An entry of every kind, and one that is taken back."""
    panel = f"/patients/{patient}/?panel="
    typist.fill(
        doctor, f"{panel}allergy", "patient, allergy", {"status": "active", "verification": "confirmed"}
    )
    typist.fill(doctor, f"{panel}problem", "patient, problem")
    typist.fill(
        doctor,
        f"{panel}vitals",
        VITAL_SIGNS,
        {"day": "1/2/26", "time": "10:00", "heart_rate": "72"},
    )
    for kind, more in {
        "social": {"topic": "smoking"},
        "operation": {},
        "family": {"relative": "MTH"},
    }.items():
        typist.fill(doctor, f"{panel}history", "patient, history", {"kind": kind} | more)
    page = doctor.get(f"/patients/{patient}/allergies/")
    entry = re.search(r"panel=withdraw-allergy&(?:amp;)?entry=([0-9a-f-]{36})", page.text)
    assert entry
    typist.fill(doctor, f"{panel}withdraw-allergy&entry={entry[1]}", "patient, taken back")


def drafts(typist: Typist, doctor: Browser, patient: UUID) -> None:
    """What was begun and not sent."""
    for name in ("allergy", "problem", "history"):
        form = next(
            form
            for form in doctor.get(f"/patients/{patient}/?panel={name}").forms()
            if any(kind == "textarea" for _, kind, _ in form.fields)
        )
        address = f"/drafts/records.{name}/{patient}/"
        values = [
            (field_name, typist.typed("patient, draft", field_name, kind, value, {}))
            for field_name, kind, value in form.fields
        ]
        assert doctor.post(address, values).status < 300
        typist.accepted["patient, draft"] += 1


def search(typist: Typist, browser: Browser) -> None:
    """Words and numbers that are looked for, and addresses typed wrongly."""
    canaries, where = typist.canaries, "patient, search"
    token = csrf_of(browser, "/patients/search/")
    for words in (
        canaries.word(where),
        f"{canaries.word(where)} {canaries.word(where)}",
        canaries.phone(where),
    ):
        answer = browser.post("/patients/search/", [("csrfmiddlewaretoken", token), ("q", words)])
        assert answer.status == 200
        typist.accepted[where] += 1
    for address in (
        "/patients/{}/",
        "/patients/search/?q={}",
        "/{}/",
        "/my/access/{}/ask/",
        "/diagnoses/?words={}",
    ):
        browser.get(address.format(canaries.word("patient, address typed wrongly")))
        typist.accepted["patient, address typed wrongly"] += 1


def csrf_of(browser: Browser, address: str) -> str:
    """The secret of the page's forms."""
    return next(
        value
        for form in browser.get(address).forms()
        for name, _, value in form.fields
        if name == "csrfmiddlewaretoken"
    )


def privacy(typist: Typist, patient_browser: Browser, officer: Browser, day: str) -> None:
    """A patient asks who opened the record, the officer answers, looks into the log and reviews an opening."""
    typist.fill(patient_browser, f"/my/access/{day}/ask/", "patient, question")
    for address, what in (("/privacy/questions/", "answer"), ("/privacy/emergency-access/", "review")):
        for form in officer.get(address).forms():
            if form.action.startswith(address):
                typist.send(officer, form.action, form, f"patient, {what}", {})
    typist.fill(officer, "/privacy/access-log/", "patient, log of access")


def house(typist: Typist, admin: Browser, number: int) -> None:
    """What administrators type: about the hospital and its staff, not about patients."""
    typist.fill(admin, "/administration/accounts/new/", "account")
    typist.fill(admin, "/administration/roles/new/", "house, role")
    typist.fill(admin, "/departments/new/", "house, department")
    typist.fill(admin, "/staff/new/", "house, staff")


def sign_in_wrongly(typist: Typist, port: int, times: int) -> None:
    """Names and passwords at the door that nobody has."""
    canaries = typist.canaries
    for _ in range(times):
        stranger = Browser(port)
        values = [
            ("csrfmiddlewaretoken", csrf_of(stranger, "/accounts/login/")),
            ("login", f"{canaries.word('door: name')}@canary.example"),
            ("password", canaries.word("door: password")),
        ]
        assert stranger.post("/accounts/login/", values).status < 500
        typist.accepted["door"] += 1


def read_back(browser: Browser, addresses: Iterable[str], canaries: Canaries) -> set[str]:
    """The canaries that somebody who may sees on pages: they were kept, and can be opened."""
    found: set[str] = set()
    for address in addresses:
        page = browser.get(address)
        assert page.status == 200, (address, page.status)
        found |= canaries.found_in(page.text.encode()) | {
            digits
            for digits in canaries.typed_into
            if digits.isdigit() and digits in re.sub(r"[ .\-]", "", page.text)
        }
    return found
