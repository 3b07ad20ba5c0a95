"""Invented people and values for the component page."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.safestring import SafeString

from florence.ui import charts, widgets
from florence.ui.banner import Allergy, Fact, Flag, PatientBanner
from florence.ui.shell import Account, AccountLink, NavigationGroup, NavigationItem, Place, Tab, Tool

EVENING = datetime(2026, 11, 24, 22, 0, tzinfo=UTC)

MARYAM = PatientBanner(
    family="Anderson",
    given="Maryam",
    title="Mrs",
    preferred="Mimi",
    born=date(1958, 3, 14),
    age="68y",
    sex="Female",
    number="00451827",
    allergies="known",
    allergy_list=(Allergy("penicillin", "anaphylaxis, 2019"), Allergy("latex", "rash")),
    allergies_url="#allergies",
    flags=(
        Flag("Falls risk", "walk"),
        Flag("Interpreter: Arabic", "language"),
        Flag("Not for resuscitation", "heart", "stop"),
    ),
    facts=(Fact("Bed", "4B-12", is_code=True), Fact("Consultant", "Dr A. Haddad")),
)
LONG_NAME = PatientBanner(
    family="Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh",
    given="Maximiliane Alexandrina Konstantina",
    title="Professor Dr",
    born=date(2021, 9, 2),
    born_estimated=True,
    age="5y 2m",
    sex="Female",
    number="00312298",
    allergies="not-recorded",
    record_allergies_url="#record",
)
ARABIC_NAME = PatientBanner(
    family="الحسيني",
    given="فاطمة الزهراء",
    born=date(1990, 1, 5),
    age="36y",
    sex="Female",
    number="00460912",
    allergies="none",
    allergies_url="#allergies",
)
ONE_NAME = PatientBanner(
    family="Suharto",
    born=date(1941, 6, 8),
    sex="Male",
    number="00120447",
    died=date(2026, 6, 12),
    allergies="unavailable",
)
UNKNOWN = PatientBanner(family="Unknown", given="Male 17", allergies="not-recorded")
PATIENTS = (LONG_NAME, ARABIC_NAME, ONE_NAME, UNKNOWN)


class SampleForm(forms.Form):
    """One field of each kind."""

    phone = forms.CharField(label="Phone number", help_text="We text a reminder the day before")
    born = widgets.BirthDateField(label="Date of birth", help_text="For example 14 3 1958")
    starts = widgets.DayField(label="Starts", required=False, help_text="24/11/26, 24 nov or t+3")
    weight = widgets.NumberField(label="Weight", required=False)
    sex = forms.ChoiceField(
        label="Sex",
        choices=[("female", "Female"), ("male", "Male"), ("other", "Other")],
        widget=forms.RadioSelect,
    )
    ward = forms.ChoiceField(
        label="Ward", choices=[("4b", "Ward 4B, cardiology"), ("5a", "Ward 5A, surgery")]
    )
    note = forms.CharField(label="Note", widget=forms.Textarea, required=False)
    agrees = forms.BooleanField(label="The patient agrees", required=False)


def sample_form(with_errors: bool) -> SampleForm:
    """An untouched form, or one that was sent with mistakes."""
    sent = {
        "bad-phone": "",
        "bad-ward": "4b",
        "bad-weight": "heavy",
        "bad-born_day": "30",
        "bad-born_month": "2",
        "bad-born_year": "1958",
    }
    form = SampleForm(sent, prefix="bad") if with_errors else SampleForm()
    form.fields["phone"].error_messages["required"] = "Enter a phone number, like 07700 900 982"
    form.fields["sex"].error_messages["required"] = "Choose the sex"
    return form


def navigation() -> list[NavigationGroup]:
    """A workspace navigation with counts."""
    here = "/ui/components/"
    return [
        NavigationGroup(
            "My work",
            [
                NavigationItem("Today", here, "home", phone=True),
                NavigationItem("Inbox", here, "inbox", count=5, hot=True, phone=True),
                NavigationItem("Schedule", here, "calendar", phone=True),
            ],
        ),
        NavigationGroup(
            "Care",
            [
                NavigationItem(
                    "Ward list", here, "bed", count=22, count_words="patients", current=True, phone=True
                ),
                NavigationItem("Patients", here, "users"),
            ],
        ),
        NavigationGroup(
            "Departments",
            [
                NavigationItem("Laboratory", here, "flask"),
                NavigationItem("Privacy office", here, "shield-lock", count=2),
            ],
        ),
    ]


def portal_navigation() -> list[NavigationGroup]:
    """The five places of the portal."""
    here = "/ui/components/portal/"
    return [
        NavigationGroup(
            "",
            [
                NavigationItem("Home", here, "home", current=True),
                NavigationItem("Visits", here, "calendar"),
                NavigationItem("Results", here, "test-pipe"),
                NavigationItem("Messages", here, "message"),
                NavigationItem("More", here, "menu-2"),
            ],
        )
    ]


def shell() -> dict[str, Any]:
    """What the base pages draw from."""
    here = "/ui/components/"
    return {
        "navigation": navigation(),
        "place": Place("Ward 4B", "Cardiology"),
        "search_url": here,
        "home_url": here,
        "tools": [Tool("Messages, new", here, "message", 3), Tool("Results to review", here, "bell", 5)],
        "account": Account(
            "Amira Haddad", "AH", "Doctor, cardiology", [AccountLink("Your settings", here, "settings")], here
        ),
    }


def tabs() -> list[Tab]:
    """The tabs of a chart."""
    here = "/ui/components/"
    words = ("Timeline", "Medicines", "Vitals", "Notes", "Orders", "Documents", "Appointments", "Billing")
    return [
        Tab("Summary", here, current=True),
        Tab("Results", here, count="1 critical", hot=True),
        *(Tab(word, here) for word in words),
    ]


def heart_rate() -> charts.Trend:
    """Sixteen hours of heart rate with three values above the usual range."""
    values = (88, 92, 97, 104, 112, 108, 99, 96, 94)
    points = [
        charts.Point(EVENING - timedelta(hours=16 - 2 * number), Decimal(value))
        for number, value in enumerate(values)
    ]
    return charts.trend(points, Decimal(60), Decimal(100), "/min", "Heart rate")


def results() -> list[dict[str, Any]]:
    """Results with every flag."""
    rows = [
        ("Potassium", "6.4", "mmol/L", "3.5", "5.3", "critical-high", "+1.3"),
        ("Creatinine", "168", "umol/L", "45", "90", "high", "−22"),
        ("Sodium", "134", "mmol/L", "133", "146", "", "+1"),
        ("Haemoglobin", "98", "g/L", "115", "165", "low", "−4"),
        ("Platelets", "18", "10*9/L", "150", "400", "critical-low", "−31"),
    ]
    return [
        {
            "test": test,
            "value": Decimal(value),
            "unit": unit,
            "usual": f"{low}–{high}",
            "flag": flag,
            "change": change,
            "bar": charts.range_bar(Decimal(value), Decimal(low), Decimal(high)),
        }
        for test, value, unit, low, high, flag, change in rows
    ]


def timeline() -> list[dict[str, Any]]:
    """Two days of record."""
    return [
        {
            "day": date(2026, 11, 24),
            "entries": [
                {
                    "icon": "flask",
                    "what": "Potassium 6.4 mmol/L",
                    "url": "#result",
                    "status": "Critical",
                    "tone": "stop",
                    "status_icon": "alert-octagon",
                    "at": EVENING - timedelta(minutes=20),
                    "who": "J. Osei, laboratory",
                },
                {
                    "icon": "notes",
                    "what": "Ward round",
                    "detail": "Breathless on the stairs. Furosemide raised.",
                    "at": EVENING - timedelta(hours=12),
                    "who": "Dr A. Haddad",
                },
            ],
        },
        {
            "day": date(2026, 11, 22),
            "entries": [
                {
                    "icon": "bed",
                    "what": "Admitted to ward 4B",
                    "at": EVENING - timedelta(days=2),
                    "who": "R. Silva",
                }
            ],
        },
    ]


def versions() -> list[dict[str, Any]]:
    """The history of one allergy."""
    return [
        {
            "number": 2,
            "at": EVENING,
            "who": "Dr A. Haddad, doctor",
            "reason": "Confirmed by tryptase",
            "changes": [
                {"label": "Certainty", "before": "unconfirmed", "after": "confirmed"},
                {"label": "Reaction", "before": "", "after": "anaphylaxis"},
            ],
        },
        {
            "number": 1,
            "at": EVENING - timedelta(days=400),
            "who": "R. Silva, nurse",
            "reason": "",
            "changes": [],
        },
    ]


def components() -> dict[str, Any]:
    """Everything that the component page shows."""
    return {
        "patient": MARYAM,
        "patients": PATIENTS,
        "tabs": tabs(),
        "heart_rate": heart_rate(),
        "results": results(),
        "timeline": timeline(),
        "versions": versions(),
        "form": sample_form(with_errors=False),
        "bad_form": sample_form(with_errors=True),
        "steps": [
            {"label": "Reason", "done": True, "url": "#reason"},
            {"label": "Time", "current": True},
            {"label": "Check"},
        ],
        "moment": EVENING,
        "day": date(2026, 11, 26),
        "bill": Decimal("1284.5"),
        "refund": Decimal(-35),
        "empty_bar": SafeString(""),
        "icons": ("alert-octagon", "alert-triangle", "circle-check", "info-circle", "circle-dashed"),
    }
