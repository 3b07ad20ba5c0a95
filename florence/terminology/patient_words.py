"""Plain words for patients: what a test is for, what a vaccine protects against, what kind of visit it was.

Written for Florence. They explain; they never interpret a patient's own value.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from florence.terminology.vaccines import find_vaccine

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True)
class PlainWords:
    """A short name and one sentence."""

    name: "_StrPromise"
    meaning: "_StrPromise"


_POTASSIUM = PlainWords(_("Potassium"), _("A salt in your blood that nerves and heart need."))
_SODIUM = PlainWords(_("Sodium"), _("A salt in your blood that keeps water in balance."))
_CHLORIDE = PlainWords(_("Chloride"), _("A salt in your blood that keeps water and acid in balance."))
_CARBON_DIOXIDE = PlainWords(_("Carbon dioxide in blood"), _("Shows the balance of acid in your blood."))
_CALCIUM = PlainWords(_("Calcium"), _("A mineral for bones, muscles and nerves."))
_SUGAR = PlainWords(_("Blood sugar"), _("The sugar in your blood at the time of the test."))
_UREA = PlainWords(_("Urea"), _("Waste that your kidneys clear. Shows how they work."))
_CREATININE = PlainWords(
    _("Creatinine"), _("Waste from muscles that your kidneys clear. Shows how they work.")
)
_RED_SHARE = PlainWords(_("Share of red cells"), _("How much of your blood is red cells."))
_KIDNEY_FILTER = PlainWords(
    _("Kidney function"), _("An estimate of how much blood your kidneys clean each minute.")
)
_TEMPERATURE = PlainWords(_("Body temperature"), _("How warm your body is."))

TESTS: dict[str, PlainWords] = {
    "8480-6": PlainWords(_("Blood pressure, upper number"), _("The pressure when your heart beats.")),
    "8462-4": PlainWords(
        _("Blood pressure, lower number"), _("The pressure when your heart rests between beats.")
    ),
    "85354-9": PlainWords(_("Blood pressure"), _("How hard your blood presses on the walls of the vessels.")),
    "55284-4": PlainWords(_("Blood pressure"), _("How hard your blood presses on the walls of the vessels.")),
    "8867-4": PlainWords(_("Pulse"), _("How many times your heart beats in a minute.")),
    "9279-1": PlainWords(_("Breathing"), _("How many breaths you take in a minute.")),
    "8310-5": _TEMPERATURE,
    "8331-1": _TEMPERATURE,
    "2708-6": PlainWords(_("Oxygen"), _("How much oxygen your blood carries.")),
    "59408-5": PlainWords(_("Oxygen"), _("How much oxygen your blood carries.")),
    "8302-2": PlainWords(_("Height"), _("How tall you are.")),
    "29463-7": PlainWords(_("Weight"), _("How much you weigh.")),
    "39156-5": PlainWords(_("Body mass index"), _("Your weight for your height.")),
    "9843-4": PlainWords(_("Size of the head"), _("Measured around the head, to follow how a baby grows.")),
    "72514-3": PlainWords(_("Pain"), _("How strong your pain was, from 0 (none) to 10 (worst).")),
    "72166-2": PlainWords(_("Smoking"), _("Whether you smoke or have smoked.")),
    "4548-4": PlainWords(
        _("HbA1c: average blood sugar"), _("Your average blood sugar over the last 3 months.")
    ),
    "2339-0": _SUGAR,
    "2345-7": _SUGAR,
    "2823-3": _POTASSIUM,
    "6298-4": _POTASSIUM,
    "2951-2": _SODIUM,
    "2947-0": _SODIUM,
    "2075-0": _CHLORIDE,
    "2069-3": _CHLORIDE,
    "1963-8": _CARBON_DIOXIDE,
    "2028-9": _CARBON_DIOXIDE,
    "20565-8": _CARBON_DIOXIDE,
    "17861-6": _CALCIUM,
    "49765-1": _CALCIUM,
    "3094-0": _UREA,
    "6299-2": _UREA,
    "2160-0": _CREATININE,
    "38483-4": _CREATININE,
    "33914-3": _KIDNEY_FILTER,
    "98979-8": _KIDNEY_FILTER,
    "14959-1": PlainWords(_("Protein in urine"), _("A small protein that leaks when kidneys are strained.")),
    "2093-3": PlainWords(_("Cholesterol, total"), _("All the cholesterol, a fat in your blood.")),
    "18262-6": PlainWords(_("LDL cholesterol"), _("The cholesterol that can narrow blood vessels.")),
    "2085-9": PlainWords(_("HDL cholesterol"), _("The cholesterol that helps to keep vessels clear.")),
    "2571-8": PlainWords(
        _("Blood fats (triglycerides)"), _("Fat in your blood, from food and stored energy.")
    ),
    "718-7": PlainWords(_("Haemoglobin"), _("The red colour of blood, which carries oxygen.")),
    "4544-3": _RED_SHARE,
    "20570-8": _RED_SHARE,
    "789-8": PlainWords(_("Red blood cells"), _("The cells that carry oxygen.")),
    "6690-2": PlainWords(_("White blood cells"), _("The cells that fight infection.")),
    "777-3": PlainWords(_("Platelets"), _("Small cells that help blood to clot.")),
    "787-2": PlainWords(_("Size of red cells"), _("The average size of your red blood cells.")),
    "785-6": PlainWords(_("Colour in each red cell"), _("How much haemoglobin each red cell holds.")),
    "786-4": PlainWords(_("Colour of red cells"), _("How dense the haemoglobin in your red cells is.")),
    "788-0": PlainWords(_("Variation of red cells"), _("How much your red cells differ in size.")),
    "21000-5": PlainWords(_("Variation of red cells"), _("How much your red cells differ in size.")),
    "32207-3": PlainWords(_("Variation of platelets"), _("How much your platelets differ in size.")),
    "32623-1": PlainWords(_("Size of platelets"), _("The average size of your platelets.")),
    "1742-6": PlainWords(_("ALT, a liver test"), _("Rises when liver cells are hurt.")),
    "1920-8": PlainWords(_("AST, a liver test"), _("Rises when liver or muscle cells are hurt.")),
    "6768-6": PlainWords(_("Alkaline phosphatase"), _("A test of liver and bones.")),
    "1975-2": PlainWords(_("Bilirubin"), _("Yellow waste from old red cells that the liver clears.")),
    "1751-7": PlainWords(_("Albumin"), _("The main protein in blood, made by the liver.")),
    "2885-2": PlainWords(_("Protein in blood"), _("All the proteins in your blood.")),
    "10834-0": PlainWords(_("Globulin"), _("Proteins in blood that fight infection.")),
    "3016-3": PlainWords(_("TSH, a thyroid test"), _("Tells how hard the body drives the thyroid gland.")),
    "3024-7": PlainWords(_("Thyroid hormone (free T4)"), _("How much hormone the thyroid gland makes.")),
    "6301-6": PlainWords(
        _("INR: time to clot"),
        _("How long your blood takes to clot. Watched while you take a blood thinner."),
    ),
    "2857-1": PlainWords(_("PSA, a prostate test"), _("A protein from the prostate gland.")),
    "33762-6": PlainWords(_("NT-proBNP, a heart test"), _("Rises when the heart is strained.")),
    "10230-1": PlainWords(
        _("Pump strength of the heart"), _("How much blood the heart pumps out with each beat.")
    ),
    "19926-5": PlainWords(_("Lung function"), _("How fast you can blow air out.")),
    "57905-2": PlainWords(_("Hidden blood in stool"), _("Looks for blood that cannot be seen.")),
    "5811-5": PlainWords(_("Density of urine"), _("How concentrated your urine is.")),
    "5803-2": PlainWords(_("Acid in urine"), _("How acid your urine is.")),
    "2514-8": PlainWords(_("Ketones in urine"), _("Left over when the body burns fat.")),
    "20454-5": PlainWords(_("Protein in urine"), _("Protein that should stay in the blood.")),
    "25428-4": PlainWords(_("Sugar in urine"), _("Sugar that should stay in the blood.")),
    "5802-4": PlainWords(_("Nitrite in urine"), _("Often a sign of germs in the urine.")),
    "5799-2": PlainWords(_("White cells in urine"), _("Often a sign of an infection.")),
    "5794-3": PlainWords(_("Blood in urine"), _("Blood that cannot always be seen.")),
    "57698-3": PlainWords(_("Blood fats"), _("A group of tests of cholesterol and other fats.")),
    "51990-0": PlainWords(_("Basic blood test"), _("A group of tests of salts, sugar and kidneys.")),
    "24321-2": PlainWords(_("Basic blood test"), _("A group of tests of salts, sugar and kidneys.")),
    "24323-8": PlainWords(_("Broad blood test"), _("A group of tests of salts, sugar, kidneys and liver.")),
    "58410-2": PlainWords(_("Blood count"), _("A group of tests that count the cells in your blood.")),
}

# By the vaccine groups of the CDC table.
_VACCINES: dict[str, "_StrPromise"] = {
    "FLU": _("Flu vaccine"),
    "MMR": _("Measles, mumps and rubella vaccine"),
    "HepB": _("Hepatitis B vaccine"),
    "HepA": _("Hepatitis A vaccine"),
    "DTAP": _("Diphtheria, tetanus and whooping cough vaccine for children"),
    "TDAP": _("Tetanus, diphtheria and whooping cough booster"),
    "Td": _("Tetanus and diphtheria booster"),
    "POLIO": _("Polio vaccine"),
    "HIB": _("Hib vaccine, against a cause of meningitis"),
    "ROTAVIRUS": _("Rotavirus vaccine, against severe diarrhoea"),
    "VARICELLA": _("Chickenpox vaccine"),
    "ZOSTER": _("Shingles vaccine"),
    "HPV": _("HPV vaccine, against cancer of the cervix"),
    "MENING": _("Meningitis vaccine"),
    "PneumoPCV": _("Pneumonia vaccine"),
    "PneumoPPV": _("Pneumonia vaccine"),
    "COVID-19": _("COVID-19 vaccine"),
    "RSV": _("RSV vaccine, against a lung infection"),
    "TYPHOID": _("Typhoid vaccine"),
    "RABIES": _("Rabies vaccine"),
    "YELLOWFEVER": _("Yellow fever vaccine"),
}

# By the class of the encounter (HL7 v3 ActCode).
_VISITS: dict[str, "_StrPromise"] = {
    "AMB": _("Visit"),
    "EMER": _("Emergency visit"),
    "IMP": _("Hospital stay"),
    "ACUTE": _("Hospital stay"),
    "NONAC": _("Hospital stay"),
    "OBSENC": _("Short stay to be watched"),
    "HH": _("Visit at home"),
    "VR": _("Visit by video or telephone"),
    "SS": _("Day surgery"),
    "PRENC": _("Preparation for a hospital stay"),
    "FLD": _("Help at the place of the event"),
}

# By the first letter of an ICD-10-CM code; chapters that share a letter share the words.
_CONDITIONS: dict[str, "_StrPromise"] = {
    "A": _("Infection"),
    "B": _("Infection"),
    "C": _("Cancer"),
    "D": _("Growth, or illness of the blood"),
    "E": _("Hormones, sugar and weight"),
    "F": _("Mind and mood"),
    "G": _("Nerves and brain"),
    "H": _("Eyes or ears"),
    "I": _("Heart and blood vessels"),
    "J": _("Lungs and breathing"),
    "K": _("Stomach, bowel and teeth"),
    "L": _("Skin"),
    "M": _("Joints, muscles and bones"),
    "N": _("Kidneys, bladder and sex organs"),
    "O": _("Pregnancy and birth"),
    "P": _("The first weeks of life"),
    "Q": _("Present from birth"),
    "R": _("Signs and complaints"),
    "S": _("Injury"),
    "T": _("Injury, burn or poisoning"),
    "Z": _("Reason for a visit"),
}


def words_for_test(loinc: str) -> PlainWords | None:
    """What a test or measurement is, None where nothing is written yet: show the display then."""
    return TESTS.get(loinc)


def words_for_vaccine(cvx: str) -> "_StrPromise | None":
    """What a vaccine is against, None where nothing is written yet."""
    vaccine = find_vaccine(cvx)
    groups = vaccine.groups if vaccine else ()
    return next((_VACCINES[group] for group in groups if group in _VACCINES), None)


def words_for_visit(encounter_class: str) -> "_StrPromise":
    """What kind of visit it was."""
    return _VISITS.get(encounter_class, _VISITS["AMB"])


def words_for_condition(icd_10: str) -> "_StrPromise | None":
    """The part of health a diagnosis belongs to, None for other code systems' codes."""
    return _CONDITIONS.get(icd_10[:1].upper())
