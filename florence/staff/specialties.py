"""The specialties a practitioner can have here: the house's own short list, in its own words.

The codes are the house's own, since FHIR R4 binds specialties only as an example (SNOMED CT, whose terms need a
national licence).
"""

from django.utils.translation import gettext_lazy as _

SYSTEM = "https://florence.example/fhir/CodeSystem/specialty"

SPECIALTIES = {
    "general-practice": _("General practice"),
    "internal-medicine": _("Internal medicine"),
    "paediatrics": _("Paediatrics"),
    "emergency-medicine": _("Emergency medicine"),
    "surgery": _("Surgery"),
    "obstetrics": _("Obstetrics and gynaecology"),
    "cardiology": _("Cardiology"),
    "pneumology": _("Lung medicine"),
    "nephrology": _("Kidney medicine"),
    "psychiatry": _("Psychiatry"),
    "dermatology": _("Skin medicine"),
    "anaesthesia": _("Anaesthesia"),
    "laboratory-medicine": _("Laboratory medicine"),
    "radiology": _("Radiology"),
    "nursing": _("Nursing"),
    "midwifery": _("Midwifery"),
    "pharmacy": _("Pharmacy"),
    "physiotherapy": _("Physiotherapy"),
    "administration": _("Administration"),
}


def specialty_words(code: str) -> str:
    """A specialty in words; an unknown code is shown as it is."""
    return str(SPECIALTIES[code]) if code in SPECIALTIES else code
