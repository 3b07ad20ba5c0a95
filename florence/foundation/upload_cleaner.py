"""A process that cleans one file: the file comes in by standard input, what may be kept goes out.

It stands alone so that a file that unfolds to gigabytes, takes forever or breaks a decoder ends with its process. It
is started by its path, apart from the rest of Florence, and knows no settings, no keys and no database. The answer is
one line, then the bytes: `clean` and the media type, or a word of why not, which whoever started it puts into a
sentence. What it writes to standard error may hold words of the file, and must not be logged.
"""

import resource
import sys
from contextlib import suppress
from io import BytesIO

import pikepdf
from pikepdf import sanitize
from PIL import Image, ImageOps

MOST_PIXELS = 30_000_000
MOST_PAGES = 1_000
MOST_BYTES_AFTER = 50_000_000
QUALITY = 90
# Measured: a photo of 30 million points takes up to 550 MB, a PDF of 17 MB with half a million parts 820 MB.
MOST_MEMORY = 1_000_000_000
MOST_SECONDS = 20
_TOO_LARGE = (Image.DecompressionBombError, Image.DecompressionBombWarning)
_DAMAGE = (OSError, SyntaxError, ValueError, EOFError)
# What qpdf 12 says of a page that names no fonts or pictures.
_LOSES_NOTHING = "Resources is missing or invalid; repairing"


class Refused(Exception):
    """The file can't be cleaned; holds the word that says why."""


def main(kind: str) -> None:
    """Clean the file of a kind (a key of CLEANERS) within the limits of this process."""
    for limit, most in _LIMITS:
        resource.setrlimit(limit, (most, most))
    try:
        content_type, clean = CLEANERS[kind]
        data = clean(sys.stdin.buffer.read())
        if len(data) > MOST_BYTES_AFTER:
            raise Refused("grows")
        answer = b"clean " + content_type.encode()
    except Refused as refusal:
        answer, data = str(refusal).encode(), b""
    except MemoryError:
        answer, data = b"heavy", b""
    sys.stdout.buffer.write(answer + b"\n")
    sys.stdout.buffer.write(data)


# Beside memory and time: no file is written, and what is left of a broken process is not kept on the disk.
_LIMITS = (
    (resource.RLIMIT_AS, MOST_MEMORY),
    (resource.RLIMIT_CPU, MOST_SECONDS),
    (resource.RLIMIT_FSIZE, 0),
    (resource.RLIMIT_CORE, 0),
)


def _clean_jpeg(data: bytes) -> bytes:
    return _jpeg(_pixels(data, "JPEG"))


def _clean_webp(data: bytes) -> bytes:
    return _jpeg(_pixels(data, "WEBP"))


def _clean_png(data: bytes) -> bytes:
    written = BytesIO()
    _pixels(data, "PNG").save(written, "PNG")
    return written.getvalue()


def _jpeg(picture: Image.Image) -> bytes:
    written = BytesIO()
    picture.convert("RGB").save(written, "JPEG", quality=QUALITY)
    return written.getvalue()


def _pixels(data: bytes, kind: str) -> Image.Image:
    """The picture as it is meant to be seen, with nothing beside its pixels."""
    try:
        with Image.open(BytesIO(data), formats=[kind]) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise Refused("pixels")
            _turn_upright(picture)
            bare = picture.convert("RGBA" if _has_clear_parts(picture) else "RGB")
            bare.info.clear()
            return bare
    except _TOO_LARGE as fault:
        raise Refused("pixels") from fault
    except _DAMAGE as fault:
        raise Refused("damaged picture") from fault


def _turn_upright(picture: Image.Image) -> None:
    """Turn a picture as its hidden data say; as it lies when those are damaged, for the picture itself may be good."""
    with suppress(*_DAMAGE):
        ImageOps.exif_transpose(picture, in_place=True)


def _has_clear_parts(picture: Image.Image) -> bool:
    return picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info


def _clean_pdf(data: bytes) -> bytes:
    # What one page or one packed list of a PDF may unfold to.
    pikepdf.settings.set_qpdf_limits(flate_max_memory=200_000_000, run_length_max_memory=200_000_000)
    try:
        with pikepdf.open(BytesIO(data)) as document:
            if len(document.pages) > MOST_PAGES:
                raise Refused("pages")
            written = _written_anew(document)
            # qpdf goes on past what it can't read, and leaves it out: what was lost must not go unnoticed.
            if not all(warning.endswith(_LOSES_NOTHING) for warning in document.get_warnings()):
                raise Refused("damaged pdf")
            return written
    except pikepdf.PasswordError as fault:
        raise Refused("locked pdf") from fault
    except (pikepdf.PdfError, ValueError, RuntimeError) as fault:
        raise Refused("damaged pdf") from fault


def _written_anew(document: pikepdf.Pdf) -> bytes:
    _SANITIZER.apply(document)
    forms = document.Root.get("/AcroForm")
    if isinstance(forms, pikepdf.Dictionary) and "/XFA" in forms:
        del forms["/XFA"]
    if "/Info" in document.trailer:
        del document.trailer["/Info"]
    for part in document.objects:
        _strip(part)
    written = BytesIO()
    document.save(written, deterministic_id=True)
    return written.getvalue()


def _strip(part: pikepdf.Object) -> None:
    """Take out of an object, and of those that lie directly in it, what the sanitizer leaves."""
    waiting = [part]
    while waiting:
        each = waiting.pop()
        if isinstance(each, pikepdf.Dictionary | pikepdf.Stream):
            _strip_entries(each)
            waiting += [inner for _name, inner in each.items() if _lies_within(inner)]
        elif isinstance(each, pikepdf.Array):
            waiting += [inner for inner in each if _lies_within(inner)]


def _lies_within(inner: object) -> bool:
    return isinstance(inner, pikepdf.Dictionary | pikepdf.Array) and not inner.is_indirect


def _strip_entries(holder: pikepdf.Dictionary | pikepdf.Stream) -> None:
    names = ["/Metadata"]
    if isinstance(holder, pikepdf.Stream):
        # The contents of a stream, or what a form shows, that lie in another file.
        names += ["/F", "/FFilter", "/FDecodeParms", "/Ref"]
    # The former action of a link; what else bears the name, such as a font, is no action and has no /S.
    former = holder.get("/PA")
    if isinstance(former, pikepdf.Dictionary) and "/S" in former:
        names.append("/PA")
    for name in names:
        if name in holder:
            del holder[name]


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

CLEANERS = {
    "pdf": ("application/pdf", _clean_pdf),
    "jpeg": ("image/jpeg", _clean_jpeg),
    "png": ("image/png", _clean_png),
    "webp": ("image/jpeg", _clean_webp),
}

if __name__ == "__main__":
    main(sys.argv[1])
