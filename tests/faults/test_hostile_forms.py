"""SQL, scripts, broken text and impossible dates in every field of every form: no fault, and no word comes back raw."""

from urllib.parse import urljoin

import pytest

from tests.access.cast import World, build
from tests.access.matrix import EVERYONE, ROWS, SIGNED_IN, TOKENS
from tests.access.probing import Prober
from tests.access.routes import addresses, routes
from tests.faults.forms import Form, forms_of

SCRIPT = "\"><script>alert('zq')</script>"
WORDS = (
    SCRIPT,
    "'; DROP TABLE security_account; --",
    "' OR '1'='1' UNION SELECT NULL, NULL --",
    "{{ request.user.password }}{% debug %}",
    "a\x00b",
    "\U0001f600 \u202e\u0645\u0631\u064a\u0645 \u200f",
    "9999-99-99",
    "31/02/2026",
    "0000-00-00",
    "-1e309",
    "9" * 400,
    "../../../etc/passwd",
)
PANELS = ("vitals", "allergy", "problem", "history", "withdraw-allergy", "withdraw-problem", "file")
FORGETS = ("account_logout", "own:end_session")
FEWEST_FIELDS = 60


def pages(world: World) -> dict[str, str]:
    """Every page that names no patient or one's own, with one who may open it."""
    found: dict[str, str] = {}
    for route in routes():
        row = ROWS.get(route.name)
        if row is None or row.viewers == TOKENS or route.name in FORGETS:
            continue
        viewer = "doctor" if row.viewers in (EVERYONE, SIGNED_IN) else row.viewers.split()[0]
        for address in addresses(route, world):
            if address.whose in ("", "related"):
                found.setdefault(address.path, viewer)
    chart = f"/patients/{world.people['related'].id}/"
    entry = world.people["related"].facts[1]
    return (
        found
        | {f"{chart}?panel={panel}&entry={entry}": "doctor" for panel in PANELS}
        | {f"{chart}?panel={panel}": "doctor" for panel in PANELS}
    )


def send_everything(prober: Prober, viewer: str, path: str, form: Form) -> list[str]:
    """Send a form with each of the words in all fields at once, and with a script in each field alone."""
    target = urljoin(path, form.action or path)
    method = form.method.upper()
    filled = [form.filled(words) for words in WORDS] + [form.filled(SCRIPT, name) for name in form.typed]
    raw = []
    for fields in filled:
        answer = prober.send(viewer, method, target, fields)
        body = b"" if answer.streaming else answer.content  # type: ignore[attr-defined]
        if SCRIPT.encode() in body:
            raw.append(f"{viewer} {method} {target}")
    return raw


@pytest.mark.django_db
def test_nothing_typed_in_any_form_breaks_it_or_comes_back_raw(capsys: pytest.CaptureFixture[str]) -> None:
    world = build()
    prober = Prober(world)
    seen: set[tuple[str, tuple[str, ...]]] = set()
    raw: list[str] = []
    for path, viewer in pages(world).items():
        page = prober.send(viewer, "GET", path)
        if page.status_code != 200 or page.streaming or "text/html" not in page.headers["Content-Type"]:
            continue
        for form in forms_of(page.content.decode()):  # type: ignore[attr-defined]
            known = (urljoin(path, form.action or path).split("?")[0], tuple(form.typed))
            if form.typed and known not in seen:
                seen.add(known)
                raw += send_everything(prober, viewer, path, form)
    fields = {(target, name) for target, typed in seen for name in typed}
    with capsys.disabled():
        print(
            f"\n{len(seen)} forms, {len(fields)} fields, {prober.findings.probes} requests: "
            f"{len(prober.findings.faults)} faults, {len(raw)} raw"
        )
    assert prober.findings.faults == []
    assert raw == []
    assert len(fields) >= FEWEST_FIELDS
