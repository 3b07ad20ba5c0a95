"""What is printed about who somebody is, read again by a scanner."""

import io
import json
from typing import Any
from uuid import UUID

import pytest
import typst
import zxingcpp
from django.utils import translation
from PIL import Image, ImageFilter

from florence.patients.policies import Permission
from florence.patients.printing import wristband
from florence.patients.tests.people import SYSTEM, patient, register
from florence.security.models import AccessEvent
from florence.security.scope import scope
from florence.security.tests.browsing import signed_in
from florence.security.tests.cast import account, role
from florence.ui.printing.worker import FONTS

NUMBER = "00451823"
SOMEBODY = patient(
    "Anderson",
    "Maryam",
    identifier=[{"system": "https://florence.example/hospital-number", "value": NUMBER}],
)


def picture(resource: dict[str, Any], dots_per_inch: int) -> Image.Image:
    """The wristband as a printer of this resolution puts it on paper."""
    content = wristband.content_of(resource) | {"hospital": "Lamplight Hospital"}
    drawn = typst.compile(
        str(wristband.TEMPLATE),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        format="png",
        ppi=dots_per_inch,
        sys_inputs={"content": json.dumps(content)},
    )
    return Image.open(io.BytesIO(drawn)).convert("L")


def read(image: Image.Image) -> set[tuple[str, str]]:
    return {(code.format.name, code.text) for code in zxingcpp.read_barcodes(image)}


BOTH = {("Code128", NUMBER), ("DataMatrix", NUMBER)}


def test_it_works() -> None:
    assert wristband.print_wristband(SOMEBODY, "Lamplight Hospital").startswith(b"%PDF-")
    assert read(picture(SOMEBODY, 203)) == BOTH


def test_a_scanner_reads_a_blurred_and_turned_wristband() -> None:
    image = picture(SOMEBODY, 300).filter(ImageFilter.GaussianBlur(1.5))
    grain = Image.effect_noise(image.size, 60)
    grainy = Image.blend(image, grain, 0.25).rotate(4, expand=True, fillcolor=255)
    assert read(grainy) == BOTH


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_right_to_left_name_is_printed_whole(language: str) -> None:
    with translation.override(language):
        arabic = {**SOMEBODY, "name": [{"use": "official", "family": "أندرسون", "given": ["مريم"]}]}
        assert wristband.print_wristband(arabic, "").startswith(b"%PDF-")
        assert read(picture(arabic, 203)) == BOTH


def _address(subject_id: UUID) -> str:
    return f"/patients/{subject_id}/identity/wristband/"


@pytest.mark.django_db
def test_the_page_gives_the_wristband_and_leaves_an_event() -> None:
    [subject_id] = register(patient("Anderson", "Maryam"))
    desk = account("desk", role("desk", *Permission, shelves=["identity"], needs_second_factor=False))
    answer = signed_in(desk).get(_address(subject_id))
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    assert "no-store" in answer["Cache-Control"]
    with scope(SYSTEM, "look"):
        assert AccessEvent.objects.filter(act="patients.print_wristband", actor_id=desk.id).count() == 1


@pytest.mark.django_db
def test_nobody_prints_a_wristband_without_the_permission() -> None:
    [subject_id] = register(patient("Anderson", "Maryam"))
    other = account("other", role("other", Permission.SEARCH_PATIENTS, needs_second_factor=False))
    assert signed_in(other).get(_address(subject_id)).status_code == 403
