"""The parts of a copy in plain words."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from florence.records.reading import copies

PART_TITLES: dict[str, Promise] = {
    copies.ALLERGIES: gettext_lazy("Allergies"),
    copies.CONDITIONS: gettext_lazy("Illnesses"),
    copies.MEDICINES: gettext_lazy("Medicines"),
    copies.VACCINATIONS: gettext_lazy("Vaccinations"),
    copies.RESULTS: gettext_lazy("Test results"),
    copies.MEASUREMENTS: gettext_lazy("Blood pressure, weight and more"),
    copies.VISITS: gettext_lazy("Visits"),
    copies.PROCEDURES: gettext_lazy("Operations and treatments"),
    copies.DOCUMENTS: gettext_lazy("Letters and notes"),
    copies.OTHER: gettext_lazy("Everything else"),
}
