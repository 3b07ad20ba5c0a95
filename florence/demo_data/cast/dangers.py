"""People with whom something goes wrong if the record is not read."""

from datetime import timedelta

from florence.demo_data.cast import facts
from florence.demo_data.cast.facts import Resource
from florence.demo_data.cast.sheet import Home, Sheet, named, person
from florence.demo_data.moment import Moment


def build_penicillin(moment: Moment) -> Resource:
    """Oliver Grant, 26: anaphylaxis to penicillin, and here now with a sore throat."""
    sheet = Sheet("penicillin")
    home = Home("64 High Street", "Riverton", "02138", "+1 617 555 0118")
    him = sheet.patient(person(named("Grant", "Oliver"), "male", moment.born(26), home))
    reaction = facts.allergy(
        facts.drug("70618", "Penicillin"),
        ["Anaphylaxis", "Swelling of face, lips or throat"],
        moment.months_ago(60),
        worst="severe",
    )
    sheet.fact(reaction, him)
    now = moment.earlier_today(1)
    visit = sheet.visit(him, now, ("J02.9", "Acute pharyngitis, unspecified"), minutes=None)
    sheet.facts(
        visit,
        facts.result(facts.TEMPERATURE, 38.6, now),
        facts.result(facts.HEART_RATE, 96, now),
        facts.blood_pressure(122, 76, now),
        facts.result(facts.SATURATION, 98, now),
    )
    return sheet.bundle()


def build_kidney(moment: Moment) -> Resource:
    """Margaret Osei, 79: the kidneys filter 28, and metformin still runs."""
    sheet = Sheet("kidney")
    home = Home("19 Elm Grove", "Riverton", "02139", "+1 617 555 0125")
    her = sheet.patient(person(named("Osei", "Margaret"), "female", moment.born(79), home))
    sheet.facts(
        her,
        facts.problem("N18.4", "Chronic kidney disease, stage 4 (severe)", moment.months_ago(14).date()),
        facts.problem(
            "E11.22",
            "Type 2 diabetes mellitus with diabetic chronic kidney disease",
            moment.months_ago(130).date(),
        ),
        facts.medicine(
            "860975",
            "24 HR Metformin hydrochloride 500 MG Extended Release Oral Tablet",
            "2 tablets with the evening meal",
            moment.months_ago(130),
        ),
    )
    for months, filtration, creatinine in ((18, 41, 1.31), (12, 36, 1.46), (6, 32, 1.62), (0, 28, 1.81)):
        reason = ("N18.4", "Chronic kidney disease, stage 4 (severe)")
        visit = sheet.visit(her, moment.months_ago(months, 8), reason)
        sheet.facts(
            visit,
            facts.result(facts.FILTRATION, filtration, visit.at),
            facts.result(facts.CREATININE, creatinine, visit.at),
            facts.result(facts.POTASSIUM, 5.0, visit.at),
        )
    return sheet.bundle()


def build_small_child(moment: Moment) -> Resource:
    """Amara Nwosu, 3 years old, 14 kg, with a fever since yesterday."""
    sheet = Sheet("small-child")
    home = Home("27 Meadow Way", "Riverton", "02140", "+1 617 555 0152")
    her = sheet.patient(person(named("Nwosu", "Amara"), "female", moment.born(3, 60), home))
    now = moment.earlier_today(1)
    visit = sheet.visit(her, now, ("R50.9", "Fever, unspecified"), minutes=None)
    sheet.facts(
        visit,
        facts.result(facts.WEIGHT, 14.0, now),
        facts.result(facts.HEIGHT, 96, now),
        facts.result(facts.TEMPERATURE, 39.2, now),
        facts.result(facts.HEART_RATE, 148, now),
        facts.result(facts.BREATHING, 32, now),
        facts.result(facts.SATURATION, 97, now),
    )
    return sheet.bundle()


def build_warfarin(moment: Moment) -> Resource:
    """George Papadakis, 72: takes warfarin, the INR of today is 5.2."""
    sheet = Sheet("warfarin")
    home = Home("11 Quay Side", "Riverton", "02141", "+1 617 555 0144")
    him = sheet.patient(person(named("Papadakis", "George"), "male", moment.born(72), home))
    flutter = ("I48.91", "Unspecified atrial fibrillation")
    sheet.facts(
        him,
        facts.problem(*flutter, moment.months_ago(40).date()),
        facts.medicine(
            "855332", "Warfarin Sodium 5 MG Oral Tablet", "As in the yellow book", moment.months_ago(40)
        ),
    )
    for months, ratio in ((6, 2.4), (5, 2.6), (4, 2.3), (3, 2.8), (2, 2.5), (1, 3.1)):
        visit = sheet.visit(him, moment.months_ago(months, 9), flutter, minutes=10)
        sheet.fact(facts.result(facts.INR, ratio, visit.at), visit)
    taken = moment.earlier_today(2)
    visit = sheet.visit(him, taken, flutter, minutes=0)
    sheet.facts(
        visit,
        facts.result(facts.INR, 5.2, taken, issued=moment.earlier_today(1)),
        facts.result(facts.HAEMOGLOBIN, 13.1, taken, issued=moment.earlier_today(1)),
    )
    return sheet.bundle()


def build_pregnant(moment: Moment) -> Resource:
    """Priya Raman, 31, in the 22nd week of pregnancy."""
    sheet = Sheet("pregnant")
    home = Home("33 Hill Road", "Riverton", "02142", "+1 617 555 0158")
    her = sheet.patient(person(named("Raman", "Priya"), "female", moment.born(31), home))
    care = ("Z34.92", "Encounter for supervision of normal pregnancy, unspecified, second trimester")
    due = moment.today + timedelta(weeks=40 - 22)
    sheet.fact(facts.problem(*care, moment.days_ago(98).date()), her)
    for weeks, weight, systolic in ((12, 61.0, 108), (8, 62.4, 110), (4, 64.3, 112), (1, 66.0, 114)):
        visit = sheet.visit(her, moment.workday_ago(weeks * 7, 11), care)
        sheet.facts(
            visit,
            facts.blood_pressure(systolic, 68, visit.at),
            facts.result(facts.WEIGHT, weight, visit.at),
            facts.statement("82810-3", "Pregnancy status", "Pregnant", visit.at),
        )
    seen = moment.workday_ago(7, 11)
    words = {"Progress": f"22 weeks, movements felt, all well. Expected on {due.isoformat()}."}
    sheet.fact(facts.note("Pregnancy clinic", words, seen), her)
    return sheet.bundle()


def build_restricted(moment: Moment) -> Resource:
    """Daniel Whitfield, 36: an ordinary chart with one restricted note about his mental health."""
    sheet = Sheet("restricted")
    home = Home("21 Brook Street", "Riverton", "02143", "+1 617 555 0166")
    him = sheet.patient(person(named("Whitfield", "Daniel"), "male", moment.born(36), home))
    migraine = ("G43.909", "Migraine, unspecified, not intractable, without status migrainosus")
    visit = sheet.visit(him, moment.workday_ago(16, 9), migraine)
    sheet.facts(
        visit,
        facts.problem(*migraine, moment.months_ago(30).date()),
        facts.blood_pressure(124, 78, visit.at),
        facts.note("Migraine", {"Course": "Two attacks a month, tablets help within an hour."}, visit.at),
    )
    at = moment.workday_ago(15, 15)
    depression = facts.problem("F33.1", "Major depressive disorder, recurrent, moderate", at.date())
    words = {
        "Talk": "Sleeps four hours, no plans to harm himself, a safety plan is agreed. Employer must not know.",
        "Plan": "Sertraline, weekly talks, crisis line number given.",
    }
    tablets = facts.medicine(
        "312938", "Sertraline 100 MG Oral Tablet", "1 tablet in the morning", at, active=True
    )
    # Restricted, and of no sensitive category: the ready role of a doctor reads the one and not the other (PSY), and
    # a nurse reads neither. What nobody of the house may read would show nothing.
    for fact in (facts.note("Psychiatric consultation", words, at), depression, tablets):
        sheet.fact(facts.labelled(fact), him)
    return sheet.bundle()


def build_potassium(moment: Moment) -> Resource:
    """Bernard Moreau, 71: a potassium of 6.8, released twelve minutes ago, seen by nobody yet."""
    sheet = Sheet("potassium")
    home = Home("50 Vineyard Terrace", "Riverton", "02144", "+1 617 555 0139")
    him = sheet.patient(person(named("Moreau", "Bernard"), "male", moment.born(71), home))
    pressure = ("I10", "Essential (primary) hypertension")
    sheet.facts(
        him,
        facts.problem(*pressure, moment.months_ago(96).date()),
        facts.problem("N18.30", "Chronic kidney disease, stage 3 unspecified", moment.months_ago(26).date()),
        facts.medicine(
            "314077", "lisinopril 20 MG Oral Tablet", "1 tablet in the morning", moment.months_ago(96)
        ),
    )
    earlier = sheet.visit(him, moment.workday_ago(45, 8), pressure)
    sheet.fact(facts.result(facts.POTASSIUM, 5.0, earlier.at), earlier)
    taken, released = moment.ago(minutes=70), moment.ago(minutes=12)
    visit = sheet.visit(him, taken, pressure, minutes=5)
    tests = ((facts.POTASSIUM, 6.8), (facts.SODIUM, 136), (facts.CREATININE, 2.1))
    urls = [sheet.fact(facts.result(test, value, taken, issued=released), visit) for test, value in tests]
    sheet.fact(facts.report("51990-0", "Basic Metabolic Panel", urls, released), visit)
    return sheet.bundle()
