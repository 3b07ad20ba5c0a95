"""Files that people send: what is taken is clean, what is not is refused with a sentence, and memory stays small."""

import re
import subprocess
import sys
from base64 import b64encode
from contextlib import ExitStack
from io import BytesIO
from threading import BoundedSemaphore
from uuid import UUID

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from florence.foundation import uploads
from florence.foundation.uploads import CleanFile, NotAccepted, clean_file
from florence.records.actions.facts import add_fact, change_fact
from florence.records.models import Resource
from florence.records.store import FACTS
from florence.records.tests import cast
from florence.security.models import AccessEvent
from florence.security.resource_store import Origin
from florence.security.scope import scope
from florence.security.tests.cast import account
from tests.faults.files import CLEANED, HTML, REFUSED, SECRET, jpeg, packed_pdf, pdf, with_script

MOST_MEGABYTES = 200
DANGER = re.compile(
    rb"/(JavaScript|JS|Launch|SubmitForm|EmbeddedFile|XFA|OpenAction|AA|PA|FFilter|Metadata|Info)\b"
)


def unfolded(data: bytes) -> bytes:
    """Every byte of a PDF, its packed parts laid open."""
    written = BytesIO()
    with pikepdf.open(BytesIO(data)) as document:
        document.save(
            written,
            stream_decode_level=pikepdf.StreamDecodeLevel.all,
            compress_streams=False,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
        )
    return written.getvalue()


@pytest.mark.parametrize("name", CLEANED)
def test_it_works(name: str) -> None:
    data, content_type = CLEANED[name]
    clean = clean_file(data)
    assert clean.content_type == content_type
    if content_type == "application/pdf":
        assert not DANGER.search(unfolded(clean.data))
        assert SECRET.encode() not in unfolded(clean.data)
    else:
        with Image.open(BytesIO(clean.data)) as picture:
            assert not picture.getexif()
            assert not set(picture.info) & {"exif", "comment", "Author", "icc_profile", "xmp"}
    assert SECRET.encode() not in clean.data


def test_a_photo_is_kept_upright() -> None:
    with Image.open(BytesIO(clean_file(jpeg(60, 40, rotation=6)).data)) as picture:
        assert picture.size == (40, 60)


def test_what_is_clean_stays_as_it_is() -> None:
    once = clean_file(pdf())
    assert clean_file(once.data) == once


@pytest.mark.parametrize("name", REFUSED)
def test_a_hostile_or_broken_file_is_refused_with_a_sentence(name: str) -> None:
    with pytest.raises(NotAccepted, match=r"^This .+\. .+\.$"):
        clean_file(REFUSED[name])


def test_no_file_costs_much_memory() -> None:
    largest = "; ".join(
        (
            "import resource, django",
            "from django.conf import settings",
            "settings.configure(USE_I18N=False)",
            "django.setup()",
            "from florence.foundation.uploads import clean_file, NotAccepted",
            "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss",
            "from tests.faults.files import REFUSED, CLEANED, bomb",
            "[_try(data) for data in (*REFUSED.values(), bomb(5_000, 6_000))]",
            "print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)",
        )
    )
    attempt = "def _try(data):\n    try:\n        clean_file(data)\n    except NotAccepted:\n        pass\n"
    answer = subprocess.run(
        [sys.executable, "-c", attempt + largest.replace("; ", "\n")],
        capture_output=True,
        text=True,
        check=True,
    )
    assert int(answer.stdout) <= MOST_MEGABYTES


def test_a_packed_part_that_is_sound_is_taken() -> None:
    assert clean_file(packed_pdf(b"[0 1 2]")).content_type == "application/pdf"


def test_when_every_place_is_taken_one_is_asked_to_try_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "LONGEST_WAIT_SECONDS", 0)
    with ExitStack() as places:
        for _ in range(uploads.AT_ONCE):
            places.enter_context(uploads._places)
        with pytest.raises(NotAccepted, match="again in a minute"):
            clean_file(jpeg())
    assert clean_file(jpeg()).content_type == "image/jpeg"


def test_a_file_that_takes_too_long_is_refused_and_gives_its_place_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with monkeypatch.context() as hurried:
        hurried.setattr(uploads, "LONGEST_SECONDS", 0.01)
        for _ in range(uploads.AT_ONCE + 1):
            with pytest.raises(NotAccepted, match="too much time"):
                clean_file(jpeg())
    assert clean_file(jpeg()).content_type == "image/jpeg"


@pytest.mark.django_db
class TestThroughPages:
    """The same through the chart's form."""

    @pytest.fixture(autouse=True)
    def _people(self) -> None:
        self.patient = cast.patient()
        role = cast.doctor_role()
        doctor = account("doctor", role)
        cast.treated_by(doctor, self.patient)
        self.browser: Client = cast.signed_in(doctor)
        self.stranger: Client = cast.signed_in(account("stranger", role))

    def _send(self, data: bytes, name: str = "scan.pdf", **typed: str) -> object:
        file = SimpleUploadedFile(name, data, "application/pdf")
        form = {"kind": "letter", "title": "Letter of the eye clinic", "written": "2019", "file": file}
        return self.browser.post(f"/patients/{self.patient}/documents/record/", form | typed)

    def _stored(self) -> int:
        with scope(cast.SYSTEM, "look"):
            return Resource.objects.filter(type__in=["Binary", "DocumentReference"]).count()

    def _address(self) -> str:
        with scope(cast.SYSTEM, "look"):
            document = Resource.objects.get(type="DocumentReference")
        return f"/patients/{self.patient}/documents/{document.id}/file/"

    def test_it_works(self) -> None:
        sent = self._send(pdf())
        assert sent.status_code == 303  # type: ignore[attr-defined]
        page = self.browser.get(f"/patients/{self.patient}/documents/").content.decode()
        assert "Letter of the eye clinic" in page
        assert "PDF," in page
        file = self.browser.get(self._address())
        assert file.content.startswith(b"%PDF-")
        assert file["Content-Type"] == "application/pdf"
        assert file["Content-Disposition"] == 'attachment; filename="Letter-of-the-eye-clinic.pdf"'
        assert file["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert (file["Cache-Control"], file["X-Content-Type-Options"]) == ("no-store", "nosniff")
        with scope(cast.SYSTEM, "look"):
            assert AccessEvent.objects.filter(act="records.read_file").count() == 1

    def test_a_file_sent_twice_is_kept_once(self) -> None:
        key = "0198c0de-0000-7000-8000-00000000f11e"
        for _ in range(2):
            assert self._send(pdf(), key=key).status_code == 303  # type: ignore[attr-defined]
        assert self._stored() == 2

    @pytest.mark.parametrize("name", ["a page", "pixel flood", "locked pdf", "nothing"])
    def test_what_is_refused_says_why_and_keeps_what_was_typed(self, name: str) -> None:
        answer = self._send(REFUSED[name])
        page = answer.content.decode()  # type: ignore[attr-defined]
        assert answer.status_code == 422  # type: ignore[attr-defined]
        assert "This " in page
        assert "Letter of the eye clinic" in page
        assert self._stored() == 0

    def test_the_name_of_a_file_goes_nowhere(self) -> None:
        self._send(pdf(), name="../../etc/passwd\r\nX-Evil: 1.html", title="../é\r\nX-Evil: <b>")
        file = self.browser.get(self._address())
        assert "X-Evil" not in file.headers
        assert file["Content-Disposition"].endswith(".pdf")

    def test_a_stranger_gets_no_file(self) -> None:
        self._send(pdf())
        assert self.stranger.get(self._address()).status_code in (302, 303, 403, 404)

    def _program_writes(self, data: bytes, content_type: str = "application/pdf") -> UUID:
        """The id of a Binary as a program writes it, named by a document."""
        resource = {
            "resourceType": "Binary",
            "contentType": content_type,
            "securityContext": {"reference": f"Patient/{self.patient}"},
            "data": b64encode(data).decode(),
        }
        with scope(cast.SYSTEM, "write"):
            kept = add_fact(resource, subject_id=self.patient, origin=Origin("fhir"))
        attachment = {"contentType": content_type, "url": f"Binary/{kept.id}"}
        cast.fact(self.patient, "DocumentReference", status="current", content=[{"attachment": attachment}])
        return kept.id

    def test_what_a_program_wrote_is_cleaned_when_it_is_handed_out(self) -> None:
        self._program_writes(pdf(with_script, compress_streams=False))
        file = self.browser.get(self._address())
        assert (file.status_code, file["Content-Type"]) == (200, "application/pdf")
        assert SECRET.encode() not in unfolded(file.content)

    def test_what_a_program_changed_is_cleaned_when_it_is_handed_out(self) -> None:
        self._send(pdf())
        with scope(cast.SYSTEM, "write"):
            row = Resource.objects.get(type="Binary")
            data = b64encode(pdf(with_script, compress_streams=False)).decode()
            change_fact(row.id, FACTS.content(row) | {"data": data}, expected_version=1)
        assert SECRET.encode() not in unfolded(self.browser.get(self._address()).content)

    def test_what_a_program_wrote_and_is_no_pdf_is_not_handed_out(self) -> None:
        self._program_writes(REFUSED["a page"])
        answer = self.browser.get(self._address())
        assert answer.status_code == 404
        assert "Ask for it where it was written" in answer.content.decode()
        assert HTML not in answer.content

    def test_when_every_place_is_taken_the_page_says_so(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._program_writes(pdf())
        monkeypatch.setattr(uploads, "_places", BoundedSemaphore(1))
        monkeypatch.setattr(uploads, "LONGEST_WAIT_SECONDS", 0)
        with uploads._places:
            answer = self.browser.get(self._address())
        assert answer.status_code == 503
        assert "again in a minute" in answer.content.decode()

    def test_a_file_that_was_never_cleaned_is_not_handed_to_a_browser(self) -> None:
        kept = cast.fact(self.patient, "Binary", contentType="text/html", data="PGI+")
        attachment = {"contentType": "text/html", "url": f"Binary/{kept}"}
        cast.fact(self.patient, "DocumentReference", status="current", content=[{"attachment": attachment}])
        assert self.browser.get(self._address()).status_code == 404


def test_a_clean_file_names_its_ending() -> None:
    assert CleanFile("image/png", b"").extension == "png"
