"""The forms by which a part of an identity is changed; each knows what it does to the resource and which act it is."""

from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from florence.patients.actions import identity
from florence.patients.models import Patient
from florence.patients.rules import languages, patient_resource
from florence.patients.rules.births import birth_of
from florence.patients.rules.identifier_kinds import KINDS
from florence.patients.web.forms.names import NameLines
from florence.patients.web.forms.parts import (
    BirthFields,
    ContactFields,
    LanguageFields,
    reason_field,
    sex_field,
)
from florence.security.actors import Actor

Resource = dict[str, Any]


class PartForm(forms.Form):
    """A part of an identity, with the version it was filled from and the reason of the change."""

    name: ClassVar[str]
    title: ClassVar[str | Promise]
    verb: ClassVar[str | Promise]

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = reason_field()

    @classmethod
    def filled(cls, resource: Resource, version: int, data: Any = None) -> "PartForm":
        """The form filled from a stored resource, or from what was sent."""
        return cls(data, initial=cls.initial_of(resource) | {"version": version})

    @classmethod
    def initial_of(cls, resource: Resource) -> dict[str, Any]:
        """What the boxes hold at first."""
        raise NotImplementedError

    def changed(self, resource: Resource) -> Resource:
        """The resource as it would be with what was entered."""
        raise NotImplementedError

    def save(self, actor: Actor, subject_id: UUID) -> Patient:
        """Do the act; raises VersionConflict and the errors of the act."""
        raise NotImplementedError


class NamesPart(PartForm, NameLines):
    """Every name of a patient."""

    name = "names"
    title = _("Change names")
    verb = _("Save names")

    @classmethod
    def filled(cls, resource: Resource, version: int, data: Any = None) -> "NamesPart":
        return cls(data, stored=resource.get("name", []), initial={"version": version})

    def changed(self, resource: Resource) -> Resource:
        return patient_resource.with_names(resource, self.entered_names())

    def clean(self) -> dict[str, Any]:
        """Exactly one name is the official one."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        try:
            identity.check_names(self.entered_names())
        except identity.NoOfficialName as problem:
            self.add_error("use_0", str(problem))
        return data

    def save(self, actor: Actor, subject_id: UUID) -> Patient:
        return identity.change_names(
            actor,
            subject_id=subject_id,
            names=self.entered_names(),
            reason=self.cleaned_data["reason"],
            expected_version=self.cleaned_data["version"],
        )


class BirthPart(PartForm, BirthFields):
    """Birth and sex."""

    name = "birth"
    title = _("Change birth and sex")
    verb = _("Save birth and sex")

    sex = sex_field()

    @classmethod
    def initial_of(cls, resource: Resource) -> dict[str, Any]:
        birth = birth_of(resource)
        return {"born": birth.exact if birth else None, "sex": resource.get("gender", "")}

    def changed(self, resource: Resource) -> Resource:
        born, is_estimated = self.cleaned_data["birth"]
        return patient_resource.with_birth_and_sex(
            resource, born=born, is_estimated=is_estimated, sex=self.cleaned_data["sex"]
        )

    def save(self, actor: Actor, subject_id: UUID) -> Patient:
        return identity.change_birth_and_sex(
            actor,
            subject_id=subject_id,
            birth=self.cleaned_data["birth"],
            sex=self.cleaned_data["sex"],
            reason=self.cleaned_data["reason"],
            expected_version=self.cleaned_data["version"],
        )


class ContactPart(PartForm, ContactFields):
    """Phone, e-mail and address."""

    name = "contact"
    title = _("Change contact data")
    verb = _("Save contact data")

    @classmethod
    def initial_of(cls, resource: Resource) -> dict[str, Any]:
        return vars(patient_resource.contact_of(resource))

    def changed(self, resource: Resource) -> Resource:
        return patient_resource.with_contact(resource, self.contact())

    def save(self, actor: Actor, subject_id: UUID) -> Patient:
        return identity.change_contact(
            actor,
            subject_id=subject_id,
            contact=self.contact(),
            reason=self.cleaned_data["reason"],
            expected_version=self.cleaned_data["version"],
        )


class LanguagePart(PartForm, LanguageFields):
    """Language and interpreter."""

    name = "language"
    title = _("Change language")
    verb = _("Save language")

    @classmethod
    def initial_of(cls, resource: Resource) -> dict[str, Any]:
        return {
            "language": languages.language_of(resource),
            "needs_interpreter": languages.needs_interpreter(resource),
        }

    def changed(self, resource: Resource) -> Resource:
        data = self.cleaned_data
        return patient_resource.with_language(
            resource, data["language"], needs_interpreter=data["needs_interpreter"]
        )

    def save(self, actor: Actor, subject_id: UUID) -> Patient:
        return identity.change_language(
            actor,
            subject_id=subject_id,
            language=self.cleaned_data["language"],
            needs_interpreter=self.cleaned_data["needs_interpreter"],
            reason=self.cleaned_data["reason"],
            expected_version=self.cleaned_data["version"],
        )


PARTS: dict[str, type[PartForm]] = {
    part.name: part for part in (NamesPart, BirthPart, ContactPart, LanguagePart)
}


class NumberForm(forms.Form):
    """A number to add."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("Kind"), choices=[(kind.code, kind.label) for kind in KINDS])
    value = forms.CharField(
        label=_("Number"),
        max_length=60,
        widget=forms.TextInput(
            {"autocomplete": "off", "spellcheck": "false", "dir": "ltr", "class": "medium"}
        ),
        error_messages={"required": _("Enter the number")},
    )
    reason = reason_field()


class NumberActForm(forms.Form):
    """Removing a number, or preferring it."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = reason_field()
