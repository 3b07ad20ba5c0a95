"""Scripts, styles, fonts and icons: named by their content, compressed once, kept by browsers for ever.

`collectstatic` writes each file under a name that holds a hash of its content, with a compressed twin beside it;
the web process reads them when it starts and answers from memory, before Django is asked.
"""

import gzip
import json
import mimetypes
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage

from florence.security.web.middleware import POLICY

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

COMPRESSIBLE = {".css", ".js", ".svg", ".json", ".txt", ".html", ".map", ".webmanifest"}
FOR_EVER = b"public, max-age=31536000, immutable"
ASK_AGAIN = b"no-cache"


class HashedStorage(ManifestStaticFilesStorage):
    """Names files by their content; a file that was not collected, as in tests, keeps its plain name."""

    manifest_strict = False

    def stored_name(self, name: str) -> str:
        """The name that holds the hash, or the plain one."""
        return str(self.hashed_files.get(self.hash_key(self.clean_name(name)), name))

    def post_process(self, paths: Any, dry_run: bool = False, **options: Any) -> Iterator[Any]:
        """Name the files, then put a compressed twin beside each that gains by it."""
        yield from super().post_process(paths, dry_run, **options)
        if not dry_run:
            for name in {*paths, *self.hashed_files.values()}:
                compress(Path(self.path(name)))


def compress(file: Path) -> None:
    """Write the compressed twin of a file of words."""
    twin = file.with_name(f"{file.name}.gz")
    if file.suffix not in COMPRESSIBLE or not file.exists():
        return
    if not twin.exists() or twin.stat().st_mtime < file.stat().st_mtime:
        twin.write_bytes(gzip.compress(file.read_bytes(), mtime=0))


@dataclass(frozen=True)
class StaticFile:
    """One file as it is sent, plain and compressed."""

    plain: bytes
    compressed: bytes | None
    headers: tuple[tuple[bytes, bytes], ...]
    tag: bytes


def with_static_files(application: Application) -> Application:
    """Answer addresses under STATIC_URL from the collected files; everything else goes to the application."""
    prefix = settings.STATIC_URL

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(prefix):
            return await application(scope, receive, send)
        file = collected_files().get(scope["path"].removeprefix(prefix))
        if file is None:
            return await send_answer(send, 404, (), b"")
        return await _answer(scope, send, file)

    return answer


@cache
def collected_files() -> dict[str, StaticFile]:
    """Every collected file by its name, read once in the life of a process."""
    root = Path(settings.STATIC_ROOT)
    manifest = root / "staticfiles.json"
    named = json.loads(manifest.read_text())["paths"] if manifest.exists() else {}
    names = {**{name: ASK_AGAIN for name in named}, **{name: FOR_EVER for name in named.values()}}
    return {name: _read(root / name, kept) for name, kept in names.items() if (root / name).is_file()}


def _read(file: Path, kept: bytes) -> StaticFile:
    plain, twin = file.read_bytes(), file.with_name(f"{file.name}.gz")
    tag = b'"%s"' % sha256(plain).hexdigest()[:20].encode()
    kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    headers = (
        (b"content-type", kind.encode() + (b"; charset=utf-8" if file.suffix in COMPRESSIBLE else b"")),
        (b"cache-control", kept),
        (b"etag", tag),
        (b"vary", b"accept-encoding"),
        (b"x-content-type-options", b"nosniff"),
        (b"cross-origin-resource-policy", b"same-origin"),
        (b"content-security-policy", POLICY.encode()),
    )
    return StaticFile(plain, twin.read_bytes() if twin.exists() else None, headers, tag)


async def _answer(scope: Scope, send: Send, file: StaticFile) -> None:
    asked = {
        name: value for name, value in scope["headers"] if name in (b"accept-encoding", b"if-none-match")
    }
    if scope["method"] not in ("GET", "HEAD"):
        return await send_answer(send, 405, ((b"allow", b"GET, HEAD"),), b"")
    if file.tag in asked.get(b"if-none-match", b""):
        return await send_answer(send, 304, file.headers, b"")
    body, headers = file.plain, file.headers
    if file.compressed is not None and b"gzip" in asked.get(b"accept-encoding", b""):
        body, headers = file.compressed, (*headers, (b"content-encoding", b"gzip"))
    headers = (*headers, (b"content-length", str(len(body)).encode()))
    return await send_answer(send, 200, headers, b"" if scope["method"] == "HEAD" else body)


async def send_answer(send: Send, status: int, headers: tuple[tuple[bytes, bytes], ...], body: bytes) -> None:
    """Send a whole answer."""
    await send({"type": "http.response.start", "status": status, "headers": list(headers)})
    await send({"type": "http.response.body", "body": body})
