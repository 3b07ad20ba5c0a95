"""Families: a mother with three children, twins, a father and a son of one name, a mother and her newborn."""

from datetime import timedelta

from florence.demo_data.cast import facts
from florence.demo_data.cast.facts import Resource
from florence.demo_data.cast.sheet import Home, Sheet, named, person
from florence.demo_data.moment import Moment

_WELL_CHILD = ("Z00.129", "Encounter for routine child health examination without abnormal findings")
_MOTHER = {"coding": [{"system": f"{facts.TERMINOLOGY}/v3-RoleCode", "code": "MTH", "display": "mother"}]}

# (age in months, weight kg, height cm) at visits of growing children
_GROWTH = {
    4: ((12, 9.6, 75), (24, 12.2, 87), (36, 14.4, 96), (48, 16.5, 103)),
    9: ((48, 16.0, 102), (72, 20.5, 115), (96, 25.8, 128), (108, 29.0, 134)),
    15: ((120, 33.0, 139), (144, 41.5, 151), (168, 52.0, 164), (180, 57.0, 170)),
}
_VACCINES = (
    (2, "110", "DTaP-Hep B-IPV"),
    (4, "110", "DTaP-Hep B-IPV"),
    (6, "110", "DTaP-Hep B-IPV"),
    (12, "03", "MMR"),
    (12, "21", "Varicella"),
    (15, "106", "DTaP, 5 pertussis antigens"),
    (48, "130", "DTaP-IPV"),
    (52, "03", "MMR"),
    (134, "115", "Tdap"),
)


def build_parent(moment: Moment) -> Resource:
    """Sofia Marín, 41, with Lucas (4), Emma (9, asthma) and Mateo (15, with a visit in confidence)."""
    sheet = Sheet("parent")
    home = Home("7 Orchard Street", "Riverton", "02139", "+1 617 555 0175")
    mother = sheet.patient(person(named("Marín", "Sofia"), "female", moment.born(41, 60), home, "es"))
    visit = sheet.visit(mother, moment.workday_ago(200, 8), ("D50.9", "Iron deficiency anemia, unspecified"))
    sheet.facts(
        visit,
        facts.problem("D50.9", "Iron deficiency anemia, unspecified", visit.at.date()),
        facts.result(facts.HAEMOGLOBIN, 11.1, visit.at),
    )
    children = (("Lucas", "male", 4), ("Emma", "female", 9), ("Mateo", "male", 15))
    urls = {}
    for given, gender, years in children:
        child = person(named("Marín", given), gender, moment.born(years, 100), home, "es")
        child["contact"] = [_contact("Marín", "Sofia", home)]
        urls[given] = sheet.patient(child)
        _grow(sheet, urls[given], moment, years)
    _confidential(sheet, urls["Mateo"], moment)
    _asthma(sheet, urls["Emma"], moment)
    return sheet.bundle()


def _contact(family: str, given: str, home: Home) -> Resource:
    return {
        "relationship": [_MOTHER],
        "name": {"family": family, "given": [given]},
        "telecom": [{"system": "phone", "value": home.phone, "use": "mobile"}],
    }


def _grow(sheet: Sheet, child: str, moment: Moment, years: int) -> None:
    age = years * 12 + 3
    for months, weight, height in _GROWTH[years]:
        visit = sheet.visit(child, moment.months_ago(max(age - months, 1), 14), _WELL_CHILD)
        sheet.facts(
            visit,
            facts.result(facts.WEIGHT, weight, visit.at),
            facts.result(facts.HEIGHT, height, visit.at),
        )
    for months, code, name in _VACCINES:
        if months < age:
            sheet.fact(facts.immunization(code, name, moment.months_ago(age - months, 14, 10)), child)


def _confidential(sheet: Sheet, child: str, moment: Moment) -> None:
    """What a parent must not see, nor guess from a count."""
    at = moment.workday_ago(12, 16)
    reason = ("Z70.9", "Sex counseling, unspecified")
    visit = sheet.visit(child, at, reason)
    sections = {
        "Talk": "Came alone and asked to talk in confidence. Advice given, leaflet given, no examination."
    }
    sheet.fact(facts.labelled(facts.note("Talk in confidence", sections, at), "SEX"), visit)


def _asthma(sheet: Sheet, child: str, moment: Moment) -> None:
    visit = sheet.visit(
        child, moment.workday_ago(30, 11), ("J45.20", "Mild intermittent asthma, uncomplicated")
    )
    sheet.facts(
        visit,
        facts.problem("J45.20", "Mild intermittent asthma, uncomplicated", moment.months_ago(20).date()),
        facts.medicine(
            "745679",
            "200 ACTUAT Albuterol 0.09 MG/ACTUAT Metered Dose Inhaler",
            "2 puffs when short of breath, at most 4 times a day",
            moment.months_ago(20),
        ),
        facts.allergy(
            {"text": "Peanut"}, ["Hives"], moment.months_ago(40), category="food", worst="moderate"
        ),
        facts.result(facts.SATURATION, 98, visit.at),
    )


def build_twins(moment: Moment) -> Resource:
    """Adaeze and Chidinma Okafor, twins of 6: same birth date, address, phone, nearly the same chart."""
    sheet = Sheet("twins")
    home = Home("22 Station Road", "Riverton", "02140", "+1 617 555 0110")
    for order, given in enumerate(("Adaeze", "Chidinma"), start=1):
        twin = person(named("Okafor", given), "female", moment.born(6, 45), home)
        twin["multipleBirthInteger"] = order
        visit = sheet.visit(sheet.patient(twin), moment.workday_ago(33, 9 + order), _WELL_CHILD)
        sheet.facts(
            visit,
            facts.result(facts.WEIGHT, 19.5 + order, visit.at),
            facts.result(facts.HEIGHT, 114 + order, visit.at),
        )
        if order == 1:
            sheet.fact(
                facts.allergy(facts.drug("723", "Amoxicillin"), ["Rash"], visit.at, worst="moderate"), visit
            )
    return sheet.bundle()


def build_father_and_son(moment: Moment) -> Resource:
    """Miguel Ángel Torres Rivera, 61, and his son of the same name, 33, in one house."""
    sheet = Sheet("father-and-son")
    home = Home("3 Harbour View", "Riverton", "02141", "+1 617 555 0128")
    name = named("Torres Rivera", "Miguel", "Ángel")
    father = sheet.patient(person(name, "male", moment.born(61, 30), home, "es"))
    son = sheet.patient(person(name, "male", moment.born(33, 200), home, "es"))
    gout, back = ("M10.9", "Gout, unspecified"), ("M54.50", "Low back pain, unspecified")
    for patient, reason, days in ((father, gout, 40), (son, back, 8)):
        visit = sheet.visit(patient, moment.workday_ago(days, 13), reason)
        sheet.facts(visit, facts.problem(*reason, visit.at.date()), facts.blood_pressure(132, 82, visit.at))
    return sheet.bundle()


def build_newborn(moment: Moment) -> Resource:
    """Lindiwe Dlamini, 29, who gave birth yesterday, and her baby, who has no name yet."""
    sheet = Sheet("newborn")
    home = Home("58 Mill Lane", "Riverton", "02142", "+1 617 555 0163")
    born = moment.days_ago(1, 4, 12)
    mother = sheet.patient(person(named("Dlamini", "Lindiwe"), "female", moment.born(29, 10), home))
    stay = sheet.visit(
        mother,
        born - timedelta(hours=6),
        ("O80", "Encounter for full-term uncomplicated delivery"),
        minutes=None,
        kind="IMP",
    )
    sheet.facts(stay, facts.blood_pressure(118, 74, born), facts.result(facts.HAEMOGLOBIN, 10.9, born))
    baby = person(named("Dlamini", "Baby of Lindiwe"), "female", born.astimezone(moment.zone).date(), home)
    baby["contact"] = [_contact("Dlamini", "Lindiwe", home)]
    url = sheet.patient(baby)
    nursery = sheet.visit(
        url, born, ("Z38.00", "Single liveborn infant, delivered vaginally"), minutes=None, kind="IMP"
    )
    sheet.facts(
        nursery,
        facts.result(facts.WEIGHT, 3.24, born),
        facts.result(facts.HEIGHT, 50, born),
        facts.result(facts.HEART_RATE, 142, born),
        facts.immunization("08", "Hep B, adolescent or pediatric", born + timedelta(hours=2)),
    )
    return sheet.bundle()
