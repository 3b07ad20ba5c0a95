"""What a schema cannot say: depth, periods, ranges,
contained resources, narrative. One walk over the resource.
"""

from collections.abc import Callable
from typing import Any

from florence.fhir import dates
from florence.fhir.issues import Issue
from florence.fhir.narrative import is_basic_formatting
from florence.fhir.schema_rules import SENTENCES

# A path is a chain (parent path, key or index), joined to text only when there is something to report.
Path = tuple[Any, str | int]
Resource = dict[str, Any]

DEEPEST = 32
# What `_check` looks at: most objects have none of it.
_RULED = frozenset(("start", "low", "reference", "div"))


class Inspection:
    """Collects the issues of one resource and the resources
    nested in it, which are to be validated by themselves.
    """

    __slots__ = ("issues", "kind", "local", "nested")

    def __init__(self, resource: Resource, container: Resource | None = None) -> None:
        self.kind = str(resource.get("resourceType", "Resource"))
        self.issues: list[Issue] = []
        self.nested: list[tuple[Path, Resource]] = []
        self.local: list[tuple[Path, str]] = []
        self._walk(resource, ("", self.kind), 1)
        if self.local:
            _check_local_references(self, container or resource)
        if "contained" in resource:
            _check_contained(self, resource)
        if self.kind in RULES_BY_TYPE:
            RULES_BY_TYPE[self.kind](self, resource)

    def report(self, path: Path, key: str, code: str = "invariant") -> None:
        """Add the breach of a rule of the standard by its key."""
        self.issues.append(Issue(path_text(path), code, f"{SENTENCES[key]} ({key})"))

    def _walk(self, node: Resource, path: Path, depth: int) -> None:
        for key, value in node.items():
            kind = type(value)
            if kind is dict:
                self._enter(value, (path, key), depth)
            elif kind is list:
                for index, each in enumerate(value):
                    if type(each) is dict:
                        self._enter(each, ((path, key), index), depth)
                    elif type(each) is list:
                        self._refuse_depth((path, key))
        if not _RULED.isdisjoint(node):
            self._check(node, path)

    def _check(self, node: Resource, path: Path) -> None:
        if "start" in node and "end" in node:
            self._check_period(node, path)
        if "low" in node and "high" in node:
            self._check_range(node, path)
        if "reference" in node:
            self._note_local(node["reference"], path)
        if "div" in node and type(node["div"]) is str and not is_basic_formatting(node["div"]):
            self.report((path, "div"), "txt-1")

    def _note_local(self, reference: Any, path: Path) -> None:
        if type(reference) is str and reference[:1] == "#":
            self.local.append(((path, "reference"), reference[1:]))

    def _enter(self, node: Resource, path: Path, depth: int) -> None:
        if "resourceType" in node:
            self.nested.append((path, node))
        elif depth >= DEEPEST:
            self._refuse_depth(path)
        else:
            if len(node) == 1 and "id" in node:
                self.report(path, "ele-1")
            self._walk(node, path, depth + 1)

    def _refuse_depth(self, path: Path) -> None:
        if not any(issue.code == "too-costly" for issue in self.issues):
            message = f"is nested more deeply than the {DEEPEST} levels this server accepts"
            self.issues.append(Issue(path_text(path)[:200], "too-costly", message))

    def _check_period(self, node: Resource, path: Path) -> None:
        try:
            starts, ends = dates.span(node["start"])[0], dates.span(node["end"])[1]
        except (ValueError, TypeError):
            return
        if ends <= starts:
            self.report(path, "per-1")

    def _check_range(self, node: Resource, path: Path) -> None:
        low, high = node["low"], node["high"]
        if type(low) is not dict or type(high) is not dict or low.get("code") != high.get("code"):
            return
        try:
            if low["value"] > high["value"]:
                self.report(path, "rng-2")
        except (KeyError, TypeError):
            return


def path_text(path: Path) -> str:
    """Write a path as people know it: Observation.component[1].valueQuantity."""
    parts: list[str] = []
    rest: Any = path
    while rest:
        rest, key = rest
        parts.append(f"[{key}]" if isinstance(key, int) else f".{key}")
    return "".join(reversed(parts)).lstrip(".")


def _check_local_references(inspection: Inspection, container: Resource) -> None:
    names = {_id_of(each) for each in _contained(container)}
    for path, name in inspection.local:
        if name and name not in names:
            inspection.report(path, "ref-1")


def _check_contained(inspection: Inspection, resource: Resource) -> None:
    mentioned = set(_local_names(resource))
    for index, each in enumerate(_contained(resource)):
        path: Path = ((("", inspection.kind), "contained"), index)
        _check_one_contained(inspection, each, path)
        if _id_of(each) not in mentioned and "" not in set(_local_names(each)):
            inspection.report(path, "dom-3")


def _id_of(resource: Resource) -> str:
    identity = resource.get("id")
    return identity if type(identity) is str else ""


def _contained(resource: Resource) -> list[Resource]:
    contained = resource.get("contained")
    return [each for each in contained if type(each) is dict] if type(contained) is list else []


def _check_one_contained(inspection: Inspection, resource: Resource, path: Path) -> None:
    if "contained" in resource:
        inspection.report(path, "dom-2")
    meta = resource.get("meta")
    if type(meta) is dict and ("versionId" in meta or "lastUpdated" in meta):
        inspection.report(path, "dom-4")
    if type(meta) is dict and "security" in meta:
        inspection.report(path, "dom-5")


def _local_names(node: Any) -> list[str]:
    """Return what every string that begins with # names, at any depth that has been accepted."""
    found: list[str] = []
    waiting = [node]
    while waiting:
        each = waiting.pop()
        if type(each) is dict:
            waiting.extend(each.values())
        elif type(each) is list:
            waiting.extend(each)
        elif type(each) is str and each[:1] == "#":
            found.append(each[1:])
    return found


def _observation(inspection: Inspection, resource: Resource) -> None:
    components = resource.get("component")
    if type(components) is not list or not any(key.startswith("value") for key in resource):
        return
    code = resource.get("code")
    codings = code.get("coding") if type(code) is dict else None
    own = _coded(codings)
    for component in components:
        inner = component.get("code") if type(component) is dict else None
        if type(inner) is dict and own & _coded(inner.get("coding")):
            inspection.report(("", inspection.kind), "obs-7")


def _coded(codings: Any) -> set[tuple[str, str]]:
    if type(codings) is not list:
        return set()
    pairs = [(each.get("system"), each.get("code")) for each in codings if type(each) is dict]
    return {(str(system), code) for system, code in pairs if type(code) is str}


RULES_BY_TYPE: dict[str, Callable[[Inspection, Resource], None]] = {"Observation": _observation}
