"""A clinician's, a nurse's, a privacy officer's, a receptionist's and a patient's day, from signing in to the log."""

import re
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit, Visitor

HERS = "Maryam Anderson"


def find(visitor: Visitor, text: str) -> Page:
    """Type into the search page and wait for the answers."""
    page = visitor.open("/patients/search/")
    page.fill("#q", text)
    page.click("main form button[type=submit]")
    page.wait_for_load_state("load")
    return page


def open_chart(visitor: Visitor, text: str, name: str) -> Page:
    page = find(visitor, text)
    page.locator("#found").get_by_role("link", name=name).first.click()
    page.wait_for_load_state("load")
    return page


def record_allergy(page: Page, substance: str) -> None:
    page.get_by_role("link", name="Allergy", exact=True).first.click()
    page.get_by_label("Substance").fill(substance)
    page.get_by_label("Rash", exact=True).check()
    page.get_by_label("Mild", exact=True).check()
    page.locator("aside.panel button.primary").click()
    page.wait_for_load_state("load")


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_a1_17_a_clinician_finds_reads_writes_and_a_colleague_sees_it(size: str, visit: Visit) -> None:
    doctor, nurse = visit("doctor", size=size), visit("nurse")
    chart = open_chart(doctor, "Anderzon Maryam", "ANDERSON, Maryam")
    expect(chart.get_by_role("heading", level=1)).to_contain_text("ANDERSON, Maryam")
    for tab in (
        "Timeline",
        "Results",
        "Medicines",
        "Vitals",
        "Immunisations",
        "Visits",
        "Procedures",
        "Documents",
    ):
        chart.get_by_role("link", name=re.compile(f"^{tab}")).first.click()
        expect(chart.locator("main")).to_contain_text(tab)
    substance = f"walnut {size}"
    hers = open_chart(nurse, "Anderson Maryam", "ANDERSON, Maryam")
    record_allergy(chart, substance)
    expect(chart.locator("#banner")).to_contain_text(substance, ignore_case=True)
    expect(hers.locator("#banner")).to_contain_text(substance, ignore_case=True, timeout=4_000)
    doctor.picture(f"clinician-{size}")
    assert doctor.watch.problems == []


def test_a4_14_a_stranger_breaks_the_glass_and_it_is_seen(visit: Visit) -> None:
    nurse, officer = visit("nurse"), visit("privacy")
    queue = officer.open("/privacy/emergency-access/")
    page = find(nurse, "Edith Palmer")
    page.locator("#found").get_by_role("link", name=re.compile("PALMER")).first.click()
    page.wait_for_load_state("load")
    if page.get_by_role("link", name="Open in an emergency").count():
        page.get_by_role("link", name="Open in an emergency").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("emergency")
    page.get_by_label("Emergency treatment").check()
    page.locator("textarea").first.fill("Found unconscious in the corridor, needs her medicines now.")
    page.get_by_role("button", name="Open the record").click()
    page.wait_for_load_state("load")
    if page.locator("input[type=password]").count():
        page.fill("input[type=password]", "florence-demo")
        page.locator("main button[type=submit]").first.click()
        page.wait_for_load_state("load")
    expect(page.locator("main")).to_contain_text("Emergency access")
    nurse.picture("break-glass")
    queue = officer.open("/privacy/emergency-access/")
    card = (
        queue.locator("section.card, article, li").filter(has_text="Found unconscious in the corridor").first
    )
    expect(card).to_contain_text("Rosa Silva")
    officer.picture("review")
    card.get_by_role("button", name="Justified", exact=True).click()
    queue.wait_for_load_state("load")
    officer.open("/privacy/emergency-access/")
    expect(queue.locator("main")).not_to_contain_text("Found unconscious in the corridor")
    assert nurse.watch.problems == []


@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_a13_06_a_patient_reads_and_sees_who_looked(size: str, visit: Visit) -> None:
    doctor, patient = visit("doctor"), visit("patient", size=size)
    open_chart(doctor, "Anderson Maryam", "ANDERSON, Maryam")
    home = patient.page
    expect(home.get_by_role("heading", level=1)).to_contain_text("Maryam")
    expect(home.locator("main")).to_contain_text("average blood sugar")
    patient.picture(f"portal-{size}")
    patient.open("/my/access/")
    expect(home.locator("main")).to_contain_text("Dr Amira Haddad")
    home.get_by_role("link", name=re.compile("^Ask about this day")).first.click()
    home.locator("textarea").first.fill("Who is the person that looked at my record this evening?")
    home.locator("main button[type=submit]").first.click()
    home.wait_for_load_state("load")
    expect(home.locator("body")).to_contain_text("Who is the person that looked")
    assert patient.watch.problems == []


def test_a4_16_a_patient_takes_a_copy(visit: Visit, tmp_path: Path) -> None:
    patient = visit("patient", size="phone")
    page = patient.open("/my/record/copy/")
    for name, begins in (("PDF", b"%PDF-"), ("FHIR|data", b"{")):
        button = page.get_by_role("button", name=re.compile(name)).first
        if not button.count():
            page.get_by_label(re.compile(name)).first.check()
            button = page.locator("main button[type=submit]").first
        with page.expect_download(timeout=60_000) as waiting:
            button.click()
        kept = tmp_path / waiting.value.suggested_filename
        waiting.value.save_as(kept)
        assert "anderson" not in kept.name.casefold()
        content = kept.read_bytes()
        assert content.startswith(begins) or zipfile.is_zipfile(kept)


def test_a_receptionist_registers_a_patient(visit: Visit) -> None:
    desk = visit("reception")
    page = desk.open("/patients/new/")
    page.get_by_label("Family name").first.fill("Lindgren")
    page.get_by_label("First names").first.fill("Tove Astrid")
    page.get_by_label("Female", exact=True).check()
    page.get_by_label("Day", exact=True).first.fill("14")
    page.get_by_label("Month", exact=True).first.fill("3")
    page.get_by_label("Year", exact=True).first.fill("1988")
    page.get_by_label("Phone number").first.fill("+44 20 7946 0123")
    page.get_by_label("Language", exact=True).select_option("sv")
    desk.picture("register")
    page.locator("main form button.primary").first.click()
    page.wait_for_load_state("load")
    expect(page.locator("body")).to_contain_text("LINDGREN, Tove")
    assert desk.watch.problems == []


def test_an_administrator_opens_a_department(visit: Visit) -> None:
    admin = visit("admin")
    page = admin.open("/departments/")
    page.get_by_role("link", name="Add inside Paediatrics").click()
    page.get_by_label("Name", exact=True).fill("Ward 2B")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("row", name=re.compile("Ward 2B"))).to_be_visible()
    admin.picture("departments")
    assert admin.watch.problems == []


def test_enter_in_a_box_of_suggestions_sends_nothing_before_they_are_there_nor_after_an_arrow(
    visit: Visit,
) -> None:
    doctor = visit("doctor")
    page = doctor.open("/try/potassium/")
    page.goto(f"{page.url}?panel=problem")
    box = page.locator("#id_words")
    box.press_sequentially("gout")
    box.press("ArrowDown")
    box.press("Enter")
    choices = page.locator("#codes input[type=radio]")
    expect(choices.nth(1)).to_be_visible()
    box.press("ArrowDown")
    expect(choices.nth(1)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#id_words")).to_have_value("gout")
    assert page.url.endswith("?panel=problem")
    assert doctor.watch.problems == []
