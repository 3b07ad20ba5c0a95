"""Maryam Anderson, 58: diabetes and high blood pressure followed for three years; the account `patient` is hers."""

from datetime import timedelta

from florence.demo_data.cast import facts
from florence.demo_data.cast.facts import Resource
from florence.demo_data.cast.sheet import Home, Sheet, named, person
from florence.demo_data.moment import Moment, years_before

# (months ago, HbA1c %, systolic, diastolic, weight kg, LDL mg/dL, creatinine mg/dL)
_SERIES = (
    (36, 9.4, 158, 96, 88.4, 152, 0.86),
    (33, 8.9, 152, 94, 87.2, 148, 0.88),
    (30, 8.3, 148, 90, 86.0, 131, 0.87),
    (27, 7.8, 144, 88, 85.1, 118, 0.90),
    (24, 7.4, 138, 86, 84.3, 108, 0.89),
    (21, 7.1, 136, 84, 83.8, 101, 0.91),
    (18, 7.0, 134, 84, 83.5, 97, 0.92),
    (15, 7.0, 132, 82, 83.9, 96, 0.93),
    (12, 7.2, 136, 84, 84.6, 99, 0.94),
    (9, 7.4, 138, 86, 85.2, 104, 0.95),
    (6, 7.7, 142, 88, 86.0, 110, 0.97),
    (3, 8.1, 146, 90, 86.9, 117, 0.99),
)
HBA1C_TODAY = 8.8
_DIABETES = ("E11.9", "Type 2 diabetes mellitus without complications")
_HYPERTENSION = ("I10", "Essential (primary) hypertension")


def build(moment: Moment) -> Resource:
    """Her record: visits every three months, medicines, an eye letter, and a result of today that is too high."""
    sheet = Sheet("patient")
    home = Home("14 Willow Lane", "Riverton", "02138", "+1 617 555 0142")
    her = sheet.patient(person(named("Anderson", "Maryam"), "female", moment.born(58, 120), home))
    _background(sheet, her, moment)
    for values in _SERIES:
        _quarter(sheet, her, moment, values)
    _latest_note(sheet, her, moment)
    _today(sheet, her, moment)
    return sheet.bundle()


def _background(sheet: Sheet, her: str, moment: Moment) -> None:
    three_years, half_year = moment.months_ago(36), moment.months_ago(6)
    codes = facts.drug("10831", "Sulfamethoxazole / Trimethoprim")
    sheet.facts(
        her,
        facts.problem(*_DIABETES, years_before(moment.today, 3)),
        facts.problem(*_HYPERTENSION, years_before(moment.today, 5)),
        facts.problem("E78.5", "Hyperlipidemia, unspecified", years_before(moment.today, 3)),
        facts.problem(
            "J18.9",
            "Pneumonia, unspecified organism",
            years_before(moment.today, 8),
            healed=years_before(moment.today, 8) + timedelta(days=24),
        ),
        facts.allergy(codes, ["Rash"], moment.months_ago(30)),
        facts.medicine(
            "860975",
            "24 HR Metformin hydrochloride 500 MG Extended Release Oral Tablet",
            "2 tablets with the evening meal",
            three_years,
        ),
        facts.medicine("314076", "lisinopril 10 MG Oral Tablet", "1 tablet in the morning", three_years),
        facts.medicine(
            "617310", "atorvastatin 20 MG Oral Tablet", "1 tablet at night", moment.months_ago(30)
        ),
        facts.medicine(
            "197361", "Amlodipine 5 MG Oral Tablet", "1 tablet in the morning", half_year, active=False
        ),
        facts.immunization("140", "Influenza, split virus, trivalent, PF", moment.months_ago(13)),
        facts.immunization("140", "Influenza, split virus, trivalent, PF", moment.months_ago(1)),
        facts.immunization("133", "Pneumococcal conjugate PCV 13", moment.months_ago(26)),
        facts.statement("72166-2", "Tobacco smoking status NHIS", "Never smoked", three_years),
    )
    sheet.fact(_eye_letter(moment), her)


def _quarter(
    sheet: Sheet, her: str, moment: Moment, values: tuple[int, float, int, int, float, int, float]
) -> None:
    months, hba1c, systolic, diastolic, weight, ldl, creatinine = values
    visit = sheet.visit(her, moment.months_ago(months, 9, 30), _DIABETES)
    at = visit.at
    sheet.facts(
        visit,
        facts.blood_pressure(systolic, diastolic, at),
        facts.result(facts.HEART_RATE, 70 + months % 5, at),
        facts.result(facts.WEIGHT, weight, at),
    )
    tests = ((facts.HBA1C, hba1c), (facts.LDL, ldl), (facts.CREATININE, creatinine), (facts.POTASSIUM, 4.3))
    urls = [sheet.fact(facts.result(test, value, at), visit) for test, value in tests]
    sheet.fact(
        facts.report("24323-8", "Comprehensive metabolic 2000 panel - Serum or Plasma", urls, at), visit
    )
    if months % 12 == 0:
        sheet.fact(facts.result(facts.HEIGHT, 164, at), visit)
        sheet.fact(facts.result(facts.URINE_ALBUMIN, 12 + (36 - months) / 2, at), visit)


def _latest_note(sheet: Sheet, her: str, moment: Moment) -> None:
    visit = sheet.visit(her, moment.workday_ago(20, 15), _HYPERTENSION, minutes=15)
    sections = {
        "What she says": "Tired in the afternoon since the summer. Walks less because of a sore knee. "
        "Takes her tablets, forgets the evening metformin about twice a week.",
        "What we found": "Blood pressure 148/90 sitting, repeated 144/88. Feet: pulses and feeling normal.",
        "What we think": "Blood sugar and pressure are drifting up again.",
        "Plan": "HbA1c in three weeks. Pill box. Then decide on a second medicine for sugar and on amlodipine.",
    }
    sheet.facts(
        visit,
        facts.blood_pressure(148, 90, visit.at),
        facts.result(facts.HEART_RATE, 76, visit.at),
        facts.result(facts.WEIGHT, 87.4, visit.at),
        facts.note("Diabetes and pressure clinic", sections, visit.at + timedelta(minutes=15)),
    )


def _today(sheet: Sheet, her: str, moment: Moment) -> None:
    taken, released = moment.earlier_today(3), moment.earlier_today(1)
    visit = sheet.visit(her, taken, _DIABETES, minutes=0)
    tests = (
        (facts.HBA1C, HBA1C_TODAY),
        (facts.GLUCOSE, 212),
        (facts.CREATININE, 1.02),
        (facts.POTASSIUM, 4.4),
    )
    urls = [sheet.fact(facts.result(test, value, taken, issued=released), visit) for test, value in tests]
    sheet.fact(
        facts.report("24323-8", "Comprehensive metabolic 2000 panel - Serum or Plasma", urls, released), visit
    )


def _eye_letter(moment: Moment) -> Resource:
    text = (
        "Riverton Eye Clinic\n\nDear colleague,\n\nThank you for sending Mrs Anderson for her yearly diabetic eye "
        "check. Vision is 20/20 in both eyes. The retina shows two small haemorrhages on the right and none on the "
        "left: very mild change from diabetes, no treatment needed.\n\nPlease send her again in twelve months.\n\n"
        "Dr Paolo Ricci, ophthalmologist\n"
    )
    return facts.letter("Yearly diabetic eye check", text, moment.months_ago(5), author="Dr Paolo Ricci")
