"""The form that adds a document to the record."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from florence.foundation.uploads import LARGEST_BYTES, CleanFile, NotAccepted, clean_file
from florence.records.actions.documents import KINDS, NewDocument
from florence.records.web.forms.entries import EntryForm, YearOrDayField

ACCEPTED = "application/pdf,image/jpeg,image/png,image/webp"


class CleanFileField(forms.FileField):
    """A file that is cleaned as soon as it is here; cleans to a CleanFile, and refuses what can't be cleaned."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        """The CleanFile of what was sent; raises ValidationError with what to do."""
        sent: UploadedFile[bytes] = super().clean(data, initial)
        try:
            # One byte more than allowed is enough to know that it is too much.
            return clean_file(sent.read(LARGEST_BYTES + 1))
        except NotAccepted as refusal:
            raise forms.ValidationError(str(refusal)) from refusal


class DocumentForm(EntryForm):
    """A file, what it is, and when it was written."""

    kind = forms.ChoiceField(
        label=_("What is it"),
        choices=[("", _("Choose")), *((key, words) for key, (_code, _display, words) in KINDS.items())],
        error_messages={"required": _("Choose what kind of document it is")},
    )
    title = forms.CharField(
        label=_("Title"),
        help_text=_("Such as: letter of the eye clinic, Dr Weber"),
        max_length=150,
        error_messages={"required": _("Give it a title by which others find it")},
    )
    written = YearOrDayField(
        label=_("Written on"), required=False, help_text=_("A day like 24/11/26, or a year")
    )
    file = CleanFileField(
        label=_("File"),
        help_text=_("PDF, JPEG or PNG, up to 25 MB. Hidden data, such as the place of a photo, are removed."),
        widget=forms.FileInput({"accept": ACCEPTED}),
        error_messages={
            "required": _("Choose the file; after a mistake choose it again"),
            "empty": _("This file is empty. Choose another one."),
        },
    )

    def document(self) -> NewDocument:
        """What was filled in."""
        data = self.cleaned_data
        file: CleanFile = data["file"]
        return NewDocument(title=data["title"], kind=data["kind"], file=file, written=data["written"])
