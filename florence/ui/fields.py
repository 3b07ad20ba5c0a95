"""How one form field is laid out: what ``<c-field>`` needs to know about a bound field."""

from dataclasses import dataclass

from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect
from django.utils.safestring import SafeString


@dataclass(frozen=True)
class FieldParts:
    """The parts of a field in reading order. `kind` is "line", "tick" (one box) or "group" (fieldset)."""

    kind: str
    id: str
    label: str
    hint: str
    errors: tuple[str, ...]
    optional: bool
    style: str
    control: SafeString


def parts_of(field: BoundField, label: str = "", hint: str = "") -> FieldParts:
    """The parts of a bound field, its control wired to hint and errors by ``aria-describedby``.

    A form field with a true `is_one_of` attribute is needed unless another is given: it isn't called optional.
    """
    kind = _kind(field)
    identity = field.auto_id or field.html_name
    shown_hint = hint or str(field.help_text)
    errors = tuple(str(error) for error in field.errors)
    return FieldParts(
        kind=kind,
        id=identity,
        label=label or str(field.label),
        hint=shown_hint,
        errors=errors,
        optional=not field.field.required and kind != "tick" and not getattr(field.field, "is_one_of", False),
        style="choices" if isinstance(field.field.widget, RadioSelect | CheckboxSelectMultiple) else "boxes",
        control=_control(field, identity, bool(shown_hint), bool(errors)),
    )


def _kind(field: BoundField) -> str:
    if isinstance(field.field.widget, CheckboxInput):
        return "tick"
    return "group" if field.use_fieldset else "line"


def _control(field: BoundField, identity: str, has_hint: bool, has_errors: bool) -> SafeString:
    describing = [f"{identity}-hint"] * has_hint + [f"{identity}-error"] * has_errors
    attributes: dict[str, str | bool] = {}
    if describing:
        attributes["aria-describedby"] = " ".join(describing)
    if has_errors:
        attributes["aria-invalid"] = "true"
    return field.as_widget(attrs=attributes)
