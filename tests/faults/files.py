"""Files as people with bad intentions, and broken devices, send them."""

import zipfile
import zlib
from collections.abc import Callable
from io import BytesIO
from struct import pack

import pikepdf
from PIL import Image

SECRET = "ul3ft-hidden-word"


def jpeg(width: int = 60, height: int = 40, *, rotation: int = 1) -> bytes:
    """A photo that says where it was taken."""
    exif = Image.Exif()
    exif[0x010E], exif[0x0112] = SECRET, rotation
    exif.get_ifd(0x8825)[0x1D] = SECRET
    written = BytesIO()
    Image.new("RGB", (width, height), "teal").save(written, "JPEG", exif=exif, comment=SECRET.encode())
    return written.getvalue()


def png() -> bytes:
    """A picture with clear parts and words beside its pixels."""
    from PIL.PngImagePlugin import PngInfo

    words = PngInfo()
    words.add_text("Author", SECRET)
    written = BytesIO()
    Image.new("RGBA", (20, 10), (0, 0, 0, 0)).save(written, "PNG", pnginfo=words)
    return written.getvalue()


def webp() -> bytes:
    """A picture as browsers save it."""
    written = BytesIO()
    Image.new("RGB", (20, 10), "teal").save(written, "WEBP", exif=b"Exif\0\0" + SECRET.encode())
    return written.getvalue()


def pdf(spoil: Callable[[pikepdf.Pdf], None] = lambda document: None, **saving: object) -> bytes:
    """A page of PDF whose makers are named, changed by `spoil`."""
    document = pikepdf.new()
    document.add_blank_page()
    document.docinfo["/Author"] = SECRET
    with document.open_metadata() as said:
        said["dc:title"] = SECRET
    spoil(document)
    written = BytesIO()
    document.save(written, **saving)  # type: ignore[arg-type]
    return written.getvalue()


def with_script(document: pikepdf.Pdf) -> None:
    """Runs a script when it is opened, on the page and by name."""
    script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=f"app.alert('{SECRET}')")
    document.Root.OpenAction = script
    document.pages[0].obj.AA = pikepdf.Dictionary(O=script)
    names = pikepdf.Array([pikepdf.String("a"), script])
    document.Root.Names = pikepdf.Dictionary(JavaScript=pikepdf.Dictionary(Names=names))


def with_ways_out(document: pikepdf.Pdf) -> None:
    """Starts a program, and sends itself somewhere."""
    launch = pikepdf.Dictionary(S=pikepdf.Name.Launch, F=SECRET)
    submit = pikepdf.Dictionary(S=pikepdf.Name.SubmitForm, F=f"https://example.org/{SECRET}")
    notes = [
        pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=action)
        for action in (launch, submit)
    ]
    document.pages[0].obj.Annots = pikepdf.Array(notes)


def with_former_action(document: pikepdf.Pdf) -> None:
    """Runs a script that a link had before it was turned into one to a page."""
    script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=f"app.alert('{SECRET}')")
    links = [
        pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], PA=action)
        for action in (script, document.make_indirect(script))
    ]
    document.pages[0].obj.Annots = pikepdf.Array([links[0], document.make_indirect(links[1])])


def with_contents_elsewhere(document: pikepdf.Pdf) -> None:
    """Shows what lies at an address."""
    contents = document.make_stream(b" ")
    contents.F = f"https://example.org/{SECRET}"
    contents.FFilter = pikepdf.Name.FlateDecode
    document.pages[0].obj.Contents = contents


def with_file(document: pikepdf.Pdf) -> None:
    """Holds another file."""
    document.attachments["setup.exe"] = b"MZ" + SECRET.encode()


def with_old_form(document: pikepdf.Pdf) -> None:
    """Holds a form of the kind that brings its own scripts."""
    document.Root.AcroForm = pikepdf.Dictionary(XFA=document.make_stream(SECRET.encode()))


def pdf_bomb(zeros: int) -> bytes:
    """A small PDF with one packed list of numbers, which unfolds to some 80 bytes of memory for each."""
    return packed_pdf(b"[" + b"0 " * zeros + b"]")


def packed_pdf(thing: bytes) -> bytes:
    """A PDF whose catalogue names a thing that lies packed in an object stream."""
    packed = zlib.compress(b"5 0 " + thing, 9)
    parts = (
        b"1 0 obj<</Type/Catalog/Pages 2 0 R/X 5 0 R>>endobj\n",
        b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n",
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\n",
        b"4 0 obj<</Type/ObjStm/N 1/First 4/Length %d/Filter/FlateDecode>>stream\n%b\nendstream endobj\n"
        % (len(packed), packed),
    )
    written, rows = b"%PDF-1.5\n", pack(">BIB", 0, 0, 255)
    for part in parts:
        rows += pack(">BIB", 1, len(written), 0)
        written += part
    rows += pack(">BIB", 2, 4, 0) + pack(">BIB", 1, len(written), 0)
    table = b"6 0 obj<</Type/XRef/Size 7/W[1 4 1]/Root 1 0 R/Length %d>>stream\n%b\nendstream endobj\n"
    return written + table % (len(rows), rows) + b"startxref\n%d\n%%%%EOF\n" % len(written)


def bomb(width: int, height: int, packed: int = 1_000_000) -> bytes:
    """A small PNG that says it is huge, and unfolds."""
    header = pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = [(b"IHDR", header), (b"IDAT", zlib.compress(b"\0" * packed, 9)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        pack(">I", len(data)) + kind + data + pack(">I", zlib.crc32(kind + data)) for kind, data in parts
    )


def _zip(names: dict[str, bytes]) -> bytes:
    written = BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in names.items():
            packed.writestr(name, data)
    return written.getvalue()


def _damaged() -> dict[str, bytes]:
    whole = {"jpeg": jpeg(), "png": png(), "webp": webp(), "pdf": pdf()}
    cut = {
        f"{name} cut at {part}/8": data[: len(data) * part // 8]
        for name, data in whole.items()
        for part in (1, 4)
    }
    cut.pop("jpeg cut at 4/8", None)
    return cut


HTML = b"<!doctype html><script>alert(1)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'

REFUSED: dict[str, bytes] = {
    "nothing": b"",
    "a page": HTML,
    "a page with a mark before it": b"\xef\xbb\xbf" + HTML,
    "a drawing that runs": SVG,
    "a drawing with a head": b'<?xml version="1.0"?>' + SVG,
    "xml that reads files": b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
    "plain words": b"just words",
    "a script": b"#!/bin/sh\nrm -rf /\n",
    "a program for Windows": b"MZ" + bytes(200),
    "a program for Linux": b"\x7fELF" + bytes(200),
    "php": b"<?php system($_GET['c']); ?>",
    "gif": b"GIF89a" + bytes(40),
    "gif and script at once": b"GIF89a/*" + HTML + b"*/=1;",
    "bmp": b"BM" + bytes(60),
    "tiff": b"II*\0" + bytes(60),
    "icon": b"\0\0\1\0" + bytes(60),
    "heic": b"\0\0\0\x18ftypheic" + bytes(60),
    "mp4": b"\0\0\0\x18ftypmp42" + bytes(60),
    "postscript": b"%!PS-Adobe-3.0\n",
    "pdf with words before it": b"words\n" + pdf(),
    "page with pdf after it": HTML + pdf(),
    "zip": _zip({"a.txt": b"a"}),
    "zip bomb": _zip({"a": bytes(5_000_000)}),
    "office": _zip({"[Content_Types].xml": b"<Types/>", "word/vbaProject.bin": b"\0"}),
    "jar": _zip({"META-INF/MANIFEST.MF": b"Main-Class: A"}),
    "paths that climb": _zip({"../../etc/cron.d/a": b"a"}),
    "gzip": b"\x1f\x8b\x08" + bytes(40),
    "rar": b"Rar!\x1a\x07\x00" + bytes(40),
    "7z": b"7z\xbc\xaf'\x1c" + bytes(40),
    "rtf": b"{\\rtf1 words}",
    "old office": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
    "flash": b"FWS\x0a" + bytes(40),
    "java class": b"\xca\xfe\xba\xbe" + bytes(40),
    "wasm": b"\0asm\1\0\0\0",
    "shortcut": b"[InternetShortcut]\nURL=file:///etc/passwd\n",
    "mail": b"From: a@example.org\nContent-Type: text/html\n\n" + HTML,
    "csv formula": b"=cmd|' /C calc'!A0\n",
    "only a head of jpeg": b"\xff\xd8\xff",
    "jpeg of rubbish": b"\xff\xd8\xff\xe0" + bytes(range(256)) * 4,
    "only a head of png": b"\x89PNG\r\n\x1a\n",
    "png of rubbish": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4,
    "png named so, a page inside": b"\x89PNG\r\n\x1a\n" + HTML,
    "webp of rubbish": b"RIFF\x10\0\0\0WEBPVP8 " + bytes(60),
    "pdf of rubbish": b"%PDF-1.7\n" + bytes(range(256)) * 4,
    "only a head of pdf": b"%PDF-1.7",
    "pixel flood": bomb(60_000, 60_000),
    "pixel flood, flat": bomb(2_000_000_000, 1),
    "pixel flood, just above": bomb(6_000, 5_001),
    "no width": bomb(0, 10),
    "fewer pixels than said": bomb(1_000, 1_000, packed=100),
    "locked pdf": pdf(encryption=pikepdf.Encryption(owner="a", user="b")),
    "pdf that unfolds": pdf_bomb(40_000_000),
    "pdf with a part that can't be read": packed_pdf(b"[" * 600),
    "25 MB and one byte": b"%PDF-" + bytes(25_000_000),
    **_damaged(),
}

CLEANED: dict[str, tuple[bytes, str]] = {
    "photo": (jpeg(), "image/jpeg"),
    "photo lying on its side": (jpeg(rotation=6), "image/jpeg"),
    "photo with a page after it": (jpeg() + HTML + SECRET.encode(), "image/jpeg"),
    "photo with a zip after it": (jpeg() + _zip({SECRET: b"a"}), "image/jpeg"),
    "picture": (png(), "image/png"),
    "picture with a script after it": (png() + HTML + SECRET.encode(), "image/png"),
    "picture of a browser": (webp(), "image/jpeg"),
    "letter": (pdf(), "application/pdf"),
    "letter with scripts": (pdf(with_script, compress_streams=False), "application/pdf"),
    "letter with ways out": (pdf(with_ways_out), "application/pdf"),
    "letter with a former action": (pdf(with_former_action, compress_streams=False), "application/pdf"),
    "letter with contents elsewhere": (pdf(with_contents_elsewhere), "application/pdf"),
    "letter with a file in it": (pdf(with_file), "application/pdf"),
    "letter with an old form": (pdf(with_old_form), "application/pdf"),
    "letter with a page after it": (pdf() + HTML + SECRET.encode(), "application/pdf"),
}
