"""Files that people send: judged by what they hold, never by their name, and cleaned before they are kept.

A picture is drawn anew, so that nothing but its pixels is left: no place, no camera, no words. A PDF is written anew
without scripts, files within it, ways out to the network, and what it says about its makers; pictures inside a PDF keep
what they carry. What is neither is refused.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO

import pikepdf
from django.utils.translation import gettext as _
from pikepdf import sanitize
from PIL import Image, ImageOps

LARGEST_BYTES = 25_000_000
MOST_PIXELS = 30_000_000
MOST_PAGES = 1_000
QUALITY = 90
_TOO_LARGE = (Image.DecompressionBombError, Image.DecompressionBombWarning)
_DAMAGE = (OSError, SyntaxError, ValueError, EOFError, MemoryError)

# For the whole process: what one page or one packed list of a PDF may unfold to.
pikepdf.settings.set_qpdf_limits(flate_max_memory=200_000_000, run_length_max_memory=200_000_000)


class NotAccepted(ValueError):
    """The file can't be taken; the sentence says why, and what to do."""


@dataclass(frozen=True)
class CleanFile:
    """A file that may be kept: its media type by content, and its bytes after cleaning."""

    content_type: str
    data: bytes

    @property
    def extension(self) -> str:
        """How the name of such a file ends."""
        return EXTENSIONS[self.content_type]


EXTENSIONS = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}


def clean_file(data: bytes) -> CleanFile:
    """The cleaned PDF, JPEG or PNG; WebP becomes JPEG. Raises NotAccepted for everything else, and for damage."""
    if not data:
        raise NotAccepted(_("This file is empty. Choose another one."))
    if len(data) > LARGEST_BYTES:
        raise NotAccepted(
            _("This file is larger than 25 MB. Send it in parts, or scan it with fewer colours.")
        )
    for begins, clean in _KINDS:
        if begins(data):
            return clean(data)
    raise NotAccepted(_("This is no PDF, JPEG or PNG. Save it as one of these, and choose it again."))


def _clean_jpeg(data: bytes) -> CleanFile:
    return CleanFile("image/jpeg", _jpeg(_pixels(data, "JPEG")))


def _clean_webp(data: bytes) -> CleanFile:
    return CleanFile("image/jpeg", _jpeg(_pixels(data, "WEBP")))


def _clean_png(data: bytes) -> CleanFile:
    written = BytesIO()
    _pixels(data, "PNG").save(written, "PNG")
    return CleanFile("image/png", written.getvalue())


def _jpeg(picture: Image.Image) -> bytes:
    written = BytesIO()
    picture.convert("RGB").save(written, "JPEG", quality=QUALITY)
    return written.getvalue()


def _pixels(data: bytes, kind: str) -> Image.Image:
    """The picture as it is meant to be seen, with nothing beside its pixels."""
    try:
        with Image.open(BytesIO(data), formats=[kind]) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise Image.DecompressionBombError
            _turn_upright(picture)
            bare = picture.convert("RGBA" if _has_clear_parts(picture) else "RGB")
            bare.info.clear()
            return bare
    except _TOO_LARGE as fault:
        raise NotAccepted(
            _("This picture has more than 30 million points. Save it smaller, and choose it again.")
        ) from fault
    except _DAMAGE as fault:
        raise NotAccepted(
            _("This picture is damaged. Take or save it again, and choose it again.")
        ) from fault


def _turn_upright(picture: Image.Image) -> None:
    """Turn a picture as its hidden data say; as it lies when those are damaged, for the picture itself may be good."""
    with suppress(*_DAMAGE):
        ImageOps.exif_transpose(picture, in_place=True)


def _has_clear_parts(picture: Image.Image) -> bool:
    return picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info


def _clean_pdf(data: bytes) -> CleanFile:
    try:
        with pikepdf.open(BytesIO(data)) as document:
            if len(document.pages) > MOST_PAGES:
                raise NotAccepted(_("This PDF has more than 1,000 pages. Send it in parts."))
            return CleanFile("application/pdf", _written_anew(document))
    except NotAccepted:
        raise
    except pikepdf.PasswordError as fault:
        raise NotAccepted(
            _("This PDF is locked with a password. Save it without one, and choose it again.")
        ) from fault
    except (pikepdf.PdfError, ValueError, RuntimeError, MemoryError) as fault:
        raise NotAccepted(_("This PDF is damaged. Print it to a new PDF, and choose that.")) from fault


def _written_anew(document: pikepdf.Pdf) -> bytes:
    _SANITIZER.apply(document)
    forms = document.Root.get("/AcroForm")
    if isinstance(forms, pikepdf.Dictionary) and "/XFA" in forms:
        del forms["/XFA"]
    if "/Info" in document.trailer:
        del document.trailer["/Info"]
    for part in document.objects:
        if isinstance(part, pikepdf.Dictionary | pikepdf.Stream) and "/Metadata" in part:
            del part["/Metadata"]
    written = BytesIO()
    document.save(written, deterministic_id=True)
    return written.getvalue()


_SANITIZER = (
    sanitize.Sanitizer()
    .remove_javascript()
    .remove_external_access()
    .remove_attachments()
    .remove_multimedia()
    .remove_collection()
    .remove_private_app_data()
    .remove_thumbnails()
    .remove_web_capture()
)


def _begins_with(signature: bytes) -> Callable[[bytes], bool]:
    return lambda data: data.startswith(signature)


def _is_webp(data: bytes) -> bool:
    return data[:4] == b"RIFF" and data[8:12] == b"WEBP"


_KINDS: tuple[tuple[Callable[[bytes], bool], Callable[[bytes], CleanFile]], ...] = (
    (_begins_with(b"%PDF-"), _clean_pdf),
    (_begins_with(b"\xff\xd8\xff"), _clean_jpeg),
    (_begins_with(b"\x89PNG\r\n\x1a\n"), _clean_png),
    (_is_webp, _clean_webp),
)
