"""The printed copy: what stands in it, and letters of many scripts."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from florence.foundation.identifiers import new_id
from florence.portal.printing.record import RecordNotPrinted, content_of, print_record
from florence.portal.tests import factories
from florence.records.models import Resource as Row
from florence.records.reading.copies import PARTS, CopiedEntry, CopyWish, RecordCopy, part_of
from florence.ui.printing import typesetting
from florence.ui.printing.coverage import REPLACEMENT, printable

MADE = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)


def _entry(resource: dict[str, Any], at: datetime | None = None) -> CopiedEntry:
    row = Row(id=new_id(), version=1, starts=at)
    return CopiedEntry(part_of(resource), row, {**resource, "id": str(row.id)})


def _copy(
    *entries: CopiedEntry, family: str = "Anderson", parts: frozenset[str] = frozenset(PARTS)
) -> RecordCopy:
    patient = {**factories.MARYAM, "id": str(new_id()), "name": [{"family": family, "given": ["Maryam"]}]}
    return RecordCopy((patient,), entries, {}, CopyWish(parts), MADE)


def _section(copy: RecordCopy, title: str) -> dict[str, Any]:
    found: dict[str, Any] = next(s for s in content_of(copy)["sections"] if s["title"] == title)
    return found


def test_it_works() -> None:
    copy = _copy(
        _entry(factories.allergy("Penicillin", "Anaphylaxis")),
        _entry(factories.potassium(5.9, MADE), MADE),
        _entry(factories.note("Clinic", "Drink more water.")),
    )
    assert print_record(copy, "Lamplight Hospital").startswith(b"%PDF-")
    assert _section(copy, "Allergies")["lines"][0]["details"][0] == "Reaction: Anaphylaxis"
    [table] = _section(copy, "Test results")["tables"]
    assert table["title"] == "Potassium"
    assert table["rows"][0]["value"] == "5.9 mmol/L"
    assert table["rows"][0]["note"] == "Higher than usual"
    assert _section(copy, "Letters and notes")["texts"][0]["passages"][0]["paragraphs"] == [
        "Drink more water."
    ]


def test_the_same_copy_prints_the_same_bytes() -> None:
    copy = _copy(_entry(factories.allergy("Penicillin", "Anaphylaxis")))
    assert print_record(copy, "") == print_record(copy, "")


@pytest.mark.parametrize(
    "name",
    ["أندرسون", "አበበ ቢቂላ", "मरियम", "כהן", "Μαρία", "Ђорђе", "Nguyễn", "สมชาย", "মারিয়াম", "≤ 5 ≥ 3 ± 1 → ✓"],
)
def test_names_of_many_scripts_are_printed_whole(name: str) -> None:
    assert printable(name) == (name, 0)
    # PDF/UA-1 refuses a letter without a shape, so that printing at all is the proof.
    assert print_record(_copy(family=name), "").startswith(b"%PDF-")


@pytest.mark.parametrize("language", ["en", "ar"])
def test_it_prints_in_both_directions(language: str) -> None:
    with translation.override(language):
        copy = _copy(_entry(factories.medicine("lisinopril 10 MG Oral Tablet", "1 in the morning")))
        content = content_of(copy)
        assert content["is_right_to_left"] is (language == "ar")
        assert print_record(copy, "").startswith(b"%PDF-")


def test_letters_that_no_font_has_are_told_and_never_wrong() -> None:
    content, missing = printable({"name": "张 Wei", "lines": ["x"]})
    assert content == {"name": f"{REPLACEMENT} Wei", "lines": ["x"]}
    assert missing == 1
    assert print_record(_copy(family="张"), "").startswith(b"%PDF-")


def test_a_part_that_was_not_wished_for_is_not_printed() -> None:
    copy = _copy(_entry(factories.allergy("Penicillin", "Anaphylaxis")), parts=frozenset({"visits"}))
    assert [section["title"] for section in content_of(copy)["sections"]] == ["Visits"]


def test_an_entry_made_in_error_is_left_out_of_print() -> None:
    wrong = factories.allergy("Penicillin", "Rash")
    wrong["verificationStatus"]["coding"][0]["code"] = "entered-in-error"
    assert _section(_copy(_entry(wrong)), "Allergies")["lines"] == []


def test_words_of_the_record_are_never_read_as_commands() -> None:
    words = '#panic("no") $x$ *bold* @label <tag> \\ [x] #sys.inputs'
    assert print_record(_copy(_entry(factories.note(words, "#import"))), words).startswith(b"%PDF-")


def test_a_document_that_can_not_be_printed_is_refused_in_words() -> None:
    with pytest.raises(RecordNotPrinted, match="could not be printed"):
        typesetting.typeset(Path("missing.typ"), {"title": "x"}, MADE)


def test_a_document_that_takes_too_long_is_refused_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typesetting, "LONGEST_SECONDS", 0.001)
    with pytest.raises(RecordNotPrinted, match="too long"):
        print_record(_copy(), "")
