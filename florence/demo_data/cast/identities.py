"""People whose names, birth dates or contacts do not fit the usual boxes, and people who need discretion."""

from datetime import timedelta

from florence.demo_data.cast import facts
from florence.demo_data.cast.facts import Resource
from florence.demo_data.cast.sheet import (
    Home,
    Sheet,
    named,
    person,
    with_estimated_birth,
    with_interpreter,
)
from florence.demo_data.moment import Moment

_COUGH = ("J20.9", "Acute bronchitis, unspecified")
_CHECK = ("Z00.00", "Encounter for general adult medical examination without abnormal findings")


def _seen(sheet: Sheet, patient: str, moment: Moment, days: int, reason: tuple[str, str] = _CHECK) -> None:
    """A short visit, so that nobody's chart is empty."""
    visit = sheet.visit(patient, moment.workday_ago(days, 10 + days % 6), reason)
    sheet.facts(
        visit,
        facts.blood_pressure(118 + days % 20, 74 + days % 10, visit.at),
        facts.result(facts.HEART_RATE, 66 + days % 15, visit.at),
        facts.note(
            "Visit",
            {"Findings": f"{reason[1]}. Nothing urgent.", "Plan": "Come back if it gets worse."},
            visit.at,
        ),
    )


def build_one_word_name(moment: Moment) -> Resource:
    """Suparman, who has one name only."""
    sheet = Sheet("one-word-name")
    home = Home("9 Canal Street", "Riverton", "02138", "+1 617 555 0131")
    _seen(sheet, sheet.patient(person(named("Suparman"), "male", moment.born(47), home, "id")), moment, 17)
    return sheet.bundle()


def build_arabic_name(moment: Moment) -> Resource:
    """Fatima Al-Zahrani, also written in Arabic; needs an interpreter."""
    sheet = Sheet("arabic-name")
    home = Home("31 Park Avenue", "Riverton", "02139", "+1 617 555 0154")
    her = with_interpreter(
        person(named("Al-Zahrani", "Fatima", "Ahmed"), "female", moment.born(35), home, "ar")
    )
    script = {"use": "usual", "text": "فاطمة أحمد الزهراني", "family": "الزهراني", "given": ["فاطمة", "أحمد"]}
    her["name"].append(script)
    _seen(sheet, sheet.patient(her), moment, 26, ("E03.9", "Hypothyroidism, unspecified"))
    return sheet.bundle()


def build_ethiopian_name(moment: Moment) -> Resource:
    """Selam Tesfaye Bekele: own name, father's name, grandfather's name; no family name."""
    sheet = Sheet("ethiopian-name")
    home = Home("5 Church Hill", "Riverton", "02140", "+1 617 555 0187")
    her = person(named("Tesfaye Bekele", "Selam"), "female", moment.born(28), home, "am")
    script = {"use": "usual", "text": "ሰላም ተስፋዬ በቀለ", "family": "ተስፋዬ በቀለ", "given": ["ሰላም"]}
    her["name"].append(script)
    _seen(sheet, sheet.patient(her), moment, 9, _COUGH)
    return sheet.bundle()


def build_long_name(moment: Moment) -> Resource:
    """A name of more than sixty letters."""
    sheet = Sheet("long-name")
    home = Home("1 Castle Mews", "Riverton", "02141", "+1 617 555 0199")
    name = named(
        "von Hohenberg-Schwarzenfels zu Lindenau", "Wilhelmina", "Theodora", "Alexandrina", "Maximiliane"
    )
    _seen(sheet, sheet.patient(person(name, "female", moment.born(66), home)), moment, 48)
    return sheet.bundle()


def build_estimated_age(moment: Moment) -> Resource:
    """Abdi Warsame, about 70: nobody knows the day."""
    sheet = Sheet("estimated-age")
    home = Home("12 Bridge Street", "Riverton", "02142", "+1 617 555 0116")
    birth = moment.born(70).replace(month=7, day=1)
    him = with_estimated_birth(person(named("Warsame", "Abdi"), "male", birth, home, "ar"))
    _seen(
        sheet, sheet.patient(him), moment, 61, ("J44.9", "Chronic obstructive pulmonary disease, unspecified")
    )
    return sheet.bundle()


def build_no_phone(moment: Moment) -> Resource:
    """Edith Palmer, 84, who has no telephone."""
    sheet = Sheet("no-phone")
    home = Home("Rose Cottage, Mill End", "Riverton", "02143")
    her = sheet.patient(person(named("Palmer", "Edith"), "female", moment.born(84), home))
    _seen(sheet, her, moment, 38, ("M17.9", "Osteoarthritis of knee, unspecified"))
    return sheet.bundle()


def build_interpreter(moment: Moment) -> Resource:
    """Nguyen Thi Lan, 52, who needs an interpreter of Vietnamese."""
    sheet = Sheet("interpreter")
    home = Home("77 Market Square", "Riverton", "02138", "+1 617 555 0171")
    her = with_interpreter(person(named("Nguyễn", "Thị Lan"), "female", moment.born(52), home, "vi"))
    her["name"][0]["text"] = "Nguyễn Thị Lan"
    _seen(
        sheet,
        sheet.patient(her),
        moment,
        14,
        ("K21.9", "Gastro-esophageal reflux disease without esophagitis"),
    )
    return sheet.bundle()


def build_unknown_man(moment: Moment) -> Resource:
    """A man of about 40, found unconscious, brought two hours ago; nobody knows him yet."""
    sheet = Sheet("unknown-man")
    arrived = moment.ago(hours=2)
    birth = moment.born(40).replace(month=7, day=1)
    him: Resource = with_estimated_birth(person(named("Unknown", "Man"), "male", birth))
    him["name"] = [
        {"use": "temp", "text": "Unknown man, Station Square", "family": "Unknown", "given": ["Man"]}
    ]
    del him["communication"]
    visit = sheet.visit(
        sheet.patient(him), arrived, ("R40.20", "Unspecified coma"), minutes=None, kind="EMER"
    )
    sheet.facts(
        visit,
        facts.blood_pressure(102, 64, arrived + timedelta(minutes=6)),
        facts.result(facts.HEART_RATE, 112, arrived + timedelta(minutes=6)),
        facts.result(facts.BREATHING, 22, arrived + timedelta(minutes=6)),
        facts.result(facts.SATURATION, 93, arrived + timedelta(minutes=6)),
        facts.result(facts.TEMPERATURE, 35.4, arrived + timedelta(minutes=6)),
        facts.result(facts.GLUCOSE, 88, arrived + timedelta(minutes=20)),
        facts.note(
            "On arrival",
            {
                "Found": "By passers-by on Station Square. No papers, no telephone. Scar of an appendix operation."
            },
            arrived + timedelta(minutes=25),
            author=facts.NURSE,
        ),
    )
    return sheet.bundle()


def build_dead(moment: Moment) -> Resource:
    """Harold Jennings, 81, who died on the ward twelve days ago."""
    sheet = Sheet("dead")
    died = moment.days_ago(12, 5, 40)
    home = Home("40 Abbey Road", "Riverton", "02139", "+1 617 555 0122")
    him = person(named("Jennings", "Harold"), "male", moment.born(81), home)
    him["deceasedDateTime"] = died.isoformat(timespec="seconds")
    admitted = moment.days_ago(17, 19)
    stay = int((died - admitted).total_seconds() // 60)
    failure = ("I50.9", "Heart failure, unspecified")
    visit = sheet.visit(sheet.patient(him), admitted, failure, minutes=stay, kind="IMP")
    sheet.facts(
        visit,
        facts.problem(*failure, moment.months_ago(48).date()),
        facts.blood_pressure(88, 52, admitted),
        facts.result(facts.HEART_RATE, 118, admitted),
        facts.note(
            "Death",
            {"Course": "Died peacefully at 05:40 of heart failure; his daughter was with him."},
            died + timedelta(minutes=30),
        ),
    )
    return sheet.bundle()


def build_colleague(moment: Moment) -> Resource:
    """Ruth Lindqvist of the reception desk, as a patient: restricted, since she works here."""
    sheet = Sheet("colleague")
    home = Home("16 Garden Close", "Riverton", "02140", "+1 617 555 0148")
    her = facts.labelled(person(named("Lindqvist", "Ruth"), "female", moment.born(44), home), "EMP")
    _seen(sheet, sheet.patient(her), moment, 21, ("F41.9", "Anxiety disorder, unspecified"))
    return sheet.bundle()


def build_public_person(moment: Moment) -> Resource:
    """Leonie Marchetti, a singer known to everyone: restricted."""
    sheet = Sheet("public-person")
    home = Home("2 Lake Drive", "Riverton", "02144", "+1 617 555 0101")
    her = facts.labelled(person(named("Marchetti", "Leonie"), "female", moment.born(38), home), "CEL")
    _seen(sheet, sheet.patient(her), moment, 5, ("J04.0", "Acute laryngitis"))
    return sheet.bundle()


def build_duplicate_pair(moment: Moment) -> Resource:
    """Katarzyna Nowak, registered twice: once with her married spelling and another house number."""
    sheet = Sheet("duplicate-pair")
    birth = moment.born(39)
    first = Home("8 Linden Court", "Riverton", "02141", "+1 617 555 0136")
    second = Home("18 Linden Court", "Riverton", "02141", "+1 617 555 0136")
    one = sheet.patient(person(named("Nowak", "Katarzyna"), "female", birth, first, "pl"))
    other = sheet.patient(person(named("Nowack", "Katarzyna"), "female", birth, second, "pl"))
    _seen(sheet, one, moment, 120, ("N39.0", "Urinary tract infection, site not specified"))
    _seen(sheet, other, moment, 4, ("N39.0", "Urinary tract infection, site not specified"))
    rash = facts.allergy(
        facts.drug("7454", "Nitrofurantoin"), ["Rash"], moment.months_ago(4), worst="moderate"
    )
    sheet.fact(rash, one)
    return sheet.bundle()
