"""Languages that people speak, as codes of BCP 47 with their names."""

from typing import Any

from django.conf.locale import LANG_INFO
from django.utils.translation import gettext as _

# Languages of patients that Django does not name.
MORE = {
    "am": "አማርኛ (Amharic)",
    "ti": "ትግርኛ (Tigrinya)",
    "om": "Afaan Oromoo (Oromo)",
    "so": "Soomaali (Somali)",
    "ku": "Kurdî (Kurdish)",
    "ps": "پښتو (Pashto)",
    "ha": "Hausa",
    "yo": "Yorùbá (Yoruba)",
    "zu": "isiZulu (Zulu)",
    "gu": "ગુજરાતી (Gujarati)",
    "tl": "Tagalog",
    "zh": "中文 (Chinese)",
}

INTERPRETER = "http://hl7.org/fhir/StructureDefinition/patient-interpreterRequired"
LANGUAGES = "urn:ietf:bcp:47"

Resource = dict[str, Any]


def choices() -> list[tuple[str, str]]:
    """Every language with its own name and its English one, English first and the rest by the English name."""
    known = {
        code: _named(info["name"], info["name_local"])
        for code, info in LANG_INFO.items()
        if len(code) == 2 and "name" in info
    }
    english = {code: info.get("name", code) for code, info in LANG_INFO.items()}
    both = {**known, **MORE}
    ordered = sorted(both, key=lambda code: (code != "en", english.get(code) or both[code].split("(")[-1]))
    return [(code, both[code]) for code in ordered]


def _named(english: str, own: str) -> str:
    return english if own.casefold() == english.casefold() else f"{english} ({own})"


def language_of(resource: Resource) -> str:
    """The code of the preferred language, else of the first one, else ""."""
    spoken = sorted(resource.get("communication", ()), key=lambda each: not each.get("preferred"))
    codings = spoken[0].get("language", {}).get("coding", ()) if spoken else ()
    return str(codings[0].get("code", "")) if codings else ""


def language_words(resource: Resource) -> str:
    """The preferred language in words; "" when none is recorded."""
    code = language_of(resource)
    known = dict(choices())
    return known.get(code) or known.get(code.split("-")[0]) or code


def needs_interpreter(resource: Resource) -> bool:
    """Whether the patient needs an interpreter."""
    return any(
        extension.get("url") == INTERPRETER and extension.get("valueBoolean") is True
        for extension in resource.get("extension", ())
    )


def interpreter_need(resource: Resource) -> bool | None:
    """Whether the patient needs an interpreter; None when neither that nor a language is recorded."""
    return needs_interpreter(resource) or (False if language_of(resource) else None)


def interpreter_words(resource: Resource) -> str:
    """The need of an interpreter in words, "" when there is none."""
    return (
        _("Interpreter: %(language)s") % {"language": language_words(resource)}
        if needs_interpreter(resource)
        else ""
    )
