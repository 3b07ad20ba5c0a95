"""Stored resources as other programs see them: with id and meta, in Bundles with links."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from florence.fhir.interactions import Page, Stored

Resource = dict[str, Any]


def present(stored: Stored) -> Resource:
    """Return the resource with its id, version and time of change; what else its meta says is kept."""
    rest = {key: value for key, value in stored.resource.items() if key not in ("resourceType", "id", "meta")}
    meta = {
        **stored.resource.get("meta", {}),
        "versionId": str(stored.version),
        "lastUpdated": instant(stored.updated),
    }
    return {"resourceType": stored.kind, "id": str(stored.id), "meta": meta, **rest}


def instant(moment: datetime) -> str:
    """Return a moment as FHIR writes instants, in UTC with milliseconds."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def etag(version: int) -> str:
    """Return the weak tag of a version."""
    return f'W/"{version}"'


def searchset(
    base: str, kind: str, parameters: Sequence[tuple[str, str]], page: Page, further: str = ""
) -> Resource:
    """Return a page of search results; `further` is the
    address of the next page where it is not self plus cursor.
    """
    own = [(name, value) for name, value in parameters if name != "_cursor"]
    links = [{"relation": "self", "url": address(base, kind, parameters)}]
    if page.cursor:
        url = further or address(base, kind, [*own, ("_cursor", page.cursor)])
        links.append({"relation": "next", "url": url})
    entries = [_found(base, each, "match") for each in page.matches]
    entries += [_found(base, each, "include") for each in page.included]
    bundle: Resource = {"resourceType": "Bundle", "type": "searchset", "link": links}
    if page.total is not None:
        bundle["total"] = page.total
    return bundle | ({"entry": entries} if entries else {})


def address(base: str, kind: str, parameters: Sequence[tuple[str, str]]) -> str:
    """Return the address of a search."""
    return f"{base}/{kind}" + (f"?{urlencode(parameters)}" if parameters else "")


def history_bundle(base: str, versions: Iterable[Stored]) -> Resource:
    """Return the versions of one resource, in the order given."""
    entries = [_version(base, each) for each in versions]
    return {"resourceType": "Bundle", "type": "history", "total": len(entries), "entry": entries}


def _found(base: str, stored: Stored, mode: str) -> Resource:
    url = f"{base}/{stored.kind}/{stored.id}"
    return {"fullUrl": url, "resource": present(stored), "search": {"mode": mode}}


def _version(base: str, stored: Stored) -> Resource:
    method = "DELETE" if stored.deleted else "POST" if stored.version == 1 else "PUT"
    place = stored.kind if method == "POST" else f"{stored.kind}/{stored.id}"
    status = {"DELETE": "204 No Content", "POST": "201 Created", "PUT": "200 OK"}[method]
    entry: Resource = {"fullUrl": f"{base}/{stored.kind}/{stored.id}"}
    if not stored.deleted:
        entry["resource"] = present(stored)
    entry["request"] = {"method": method, "url": place}
    entry["response"] = {
        "status": status,
        "etag": etag(stored.version),
        "lastModified": instant(stored.updated),
    }
    return entry
