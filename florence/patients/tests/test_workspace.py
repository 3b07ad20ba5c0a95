"""The pages of people, as reception and a doctor open them."""

from uuid import UUID, uuid4

import pytest
from django.test import Client

from florence.patients.models import Patient, PatientIdentifier
from florence.patients.policies import Permission
from florence.patients.queries import people
from florence.patients.queries.search import find_subject_ids
from florence.patients.store import STORE
from florence.patients.tests.people import SYSTEM, patient, register
from florence.security.models import Account
from florence.security.scope import scope
from florence.security.tests.browsing import signed_in
from florence.security.tests.cast import account, role

pytestmark = pytest.mark.django_db

ALL = tuple(Permission)
NEW = {
    "family": "Anderson",
    "given": "Maryam",
    "sex": "female",
    "born_day": "14",
    "born_month": "3",
    "born_year": "1958",
    "phone": "07700 900 982",
    "language": "ar",
    "needs_interpreter": "on",
}


@pytest.fixture
def desk() -> Account:
    return account("desk", role("desk", *ALL, shelves=["identity"], needs_second_factor=False))


@pytest.fixture
def browser(desk: Account) -> Client:
    return signed_in(desk)


def send(browser: Client, **changed: str):
    return browser.post("/patients/new/", {"key": str(uuid4())} | NEW | changed)


def count() -> int:
    with scope(SYSTEM, "look"):
        return Patient.objects.count()


def stored(subject_id: UUID) -> dict:
    with scope(SYSTEM, "look"):
        return STORE.content(STORE.get(subject_id))


def only_patient() -> UUID:
    with scope(SYSTEM, "look"):
        return Patient.objects.get().id


def version_of(subject_id: UUID) -> int:
    with scope(SYSTEM, "look"):
        return STORE.get(subject_id).version


# ---- registration


def test_it_works(browser: Client) -> None:
    assert browser.get("/patients/new/").status_code == 200
    sent = send(browser)
    assert sent.status_code == 303
    subject_id = only_patient()
    assert sent["Location"] == f"/patients/{subject_id}/identity/"
    page = browser.get(sent["Location"]).content.decode()
    for words in ("ANDERSON, Maryam", "14-Mar-1958", "Interpreter: Arabic", "07700 900 982", "Preferred"):
        assert words in page
    resource = stored(subject_id)
    assert resource["name"] == [{"use": "official", "family": "Anderson", "given": ["Maryam"]}]
    assert resource["birthDate"] == "1958-03-14"


def test_a1_32_language_and_interpreter_are_recorded_and_shown(browser: Client) -> None:
    page = browser.get(send(browser)["Location"]).content.decode()
    assert "Interpreter: Arabic" in page
    resource = stored(only_patient())
    assert resource["communication"][0]["language"]["coding"][0]["code"] == "ar"
    assert resource["communication"][0]["preferred"] is True


def test_a_form_sent_twice_registers_once(browser: Client) -> None:
    key = str(uuid4())
    first, second = send(browser, key=key), send(browser, key=key)
    assert first["Location"] == second["Location"]
    assert count() == 1


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"family": ""}, "Enter the family name, or the only name"),
        ({"sex": ""}, "Choose the sex"),
        ({"phone": ""}, "Enter a phone number, or tick"),
        ({"phone": "twelve"}, "Enter a phone number, like"),
        ({"has_no_phone": "on"}, "not both"),
        ({"language": ""}, "Choose the language"),
        ({"email": "nobody"}, "Enter an e-mail address"),
        ({"value_0": "123", "kind_0": "nhs"}, "Check the number: it should look like 943 476 5919"),
        ({"hospital_number": "00451829"}, "Check the hospital number"),
    ],
)
def test_a_form_with_a_fault_comes_back_with_what_was_typed(browser: Client, changed, words) -> None:
    sent = send(browser, given="Zanzibaria", **changed)
    assert sent.status_code == 422
    page = sent.content.decode()
    assert words in page
    assert "Zanzibaria" in page
    assert "<title>Error:" in page
    assert count() == 0


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"age_years": "40"}, "not both"),
        ({"born_day": "", "born_month": "", "born_year": ""}, "or the age if the date is not known"),
        ({"born_day": "", "born_month": "", "born_year": "", "age_years": "141"}, "Check the birth"),
        ({"born_day": "", "born_month": "", "born_year": "", "age_years": "-1"}, "Check the birth"),
        ({"born_year": "2199"}, "Check the birth"),
        ({"born_year": "1850"}, "Check the birth"),
    ],
)
def test_a1_02_one_of_birth_date_and_age(browser: Client, changed, words) -> None:
    sent = send(browser, **changed)
    assert sent.status_code == 422
    assert words in sent.content.decode()
    assert count() == 0


def test_a1_01_an_estimated_age_is_never_shown_as_a_date(browser: Client) -> None:
    sent = send(browser, born_day="", born_month="", born_year="", age_years="40")
    page = browser.get(sent["Location"]).content.decode()
    assert "01-Jan" not in page
    assert "40y" in page
    resource = stored(only_patient())
    assert len(resource["birthDate"]) == 4
    with scope(SYSTEM, "look"):
        assert Patient.objects.get().is_estimated_birth


def test_a1_12_digits_in_a_name_give_a_warning_not_a_block(browser: Client) -> None:
    warned = send(browser, given="Maryam2")
    assert warned.status_code == 422
    assert "There are digits in the name" in warned.content.decode()
    assert count() == 0
    assert send(browser, given="Maryam2", confirmed="digits").status_code == 303


def test_the_same_name_and_birth_are_shown_before_saving(browser: Client) -> None:
    (known,) = register(patient("Anderson", "Maryam", birthDate="1958-03-14"))
    warned = send(browser)
    assert warned.status_code == 422
    assert f"/patients/{known}/identity/" in warned.content.decode()
    assert count() == 1
    assert send(browser, confirmed="same-person").status_code == 303
    assert count() == 2


def test_a1_13_several_names_and_a1_10_several_numbers(browser: Client) -> None:
    sent = send(
        browser,
        use_0="maiden",
        family_0="Hill",
        given_0="Maryam",
        kind_0="nhs",
        value_0="943 476 5919",
        kind_1="passport",
        value_1="C01X0006H",
        hospital_number="004 518 23",
    )
    assert sent.status_code == 303
    resource = stored(only_patient())
    assert [name["use"] for name in resource["name"]] == ["official", "maiden"]
    values = [identifier["value"] for identifier in resource["identifier"]]
    assert values == ["00451823", "943 476 5919", "C01X0006H"]
    with scope(SYSTEM, "look"):
        assert PatientIdentifier.objects.filter(is_preferred=True).count() == 1


def test_a1_11_a_number_is_never_given_twice(browser: Client) -> None:
    assert send(browser, hospital_number="00451823").status_code == 303
    sent = send(browser, family="Brown", hospital_number="00451823")
    assert "was given before" in sent.content.decode()
    assert count() == 1


@pytest.mark.parametrize(
    ("family", "given", "shown"),
    [
        ("Suharto", "", "Suharto"),
        ("الحسيني", "فاطمة الزهراء", "الحسيني, فاطمة الزهراء"),
        ("ተስፋዬ", "አበበ", "ተስፋዬ, አበበ"),
        (
            "Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh",
            "Maximiliane",
            "FEATHERSTONEHAUGH, Maximiliane",
        ),
        ("<script>alert(1)</script>", "", "&lt;script&gt;"),
    ],
)
def test_unusual_names_are_kept_and_shown(browser: Client, family, given, shown) -> None:
    sent = send(browser, family=family, given=given, phone="", has_no_phone="on", confirmed="digits")
    assert sent.status_code == 303
    page = browser.get(sent["Location"]).content.decode()
    assert shown in page
    assert "Has no phone" in page
    assert "<script>alert" not in page


# ---- identity


def change(browser: Client, subject_id: UUID, part: str, **sent):
    given = {"version": version_of(subject_id), "reason": "document"} | sent
    return browser.post(f"/patients/{subject_id}/identity/{part}/", given)


def test_a4_19_names_are_changed_and_the_history_tells_by_whom_and_why(browser: Client) -> None:
    (maryam,) = register(patient("Anderson", "Maryam"))
    assert browser.get(f"/patients/{maryam}/identity/names/").status_code == 200
    sent = change(
        browser, maryam, "names",
        use_0="maiden", family_0="Anderson", given_0="Maryam", use_1="official", family_1="Hill", given_1="Maryam",
    )  # fmt: skip
    assert sent.status_code == 303
    with scope(SYSTEM, "look"):
        assert people.line_of(maryam).family == "Hill"
        assert find_subject_ids(name="hill") == [maryam]
        assert find_subject_ids(name="anderson") == [maryam]
    history = browser.get(f"/patients/{maryam}/identity/history/").content.decode()
    for words in ("Seen on a document", "Desk", "Hill", "First version"):
        assert words in history


@pytest.mark.parametrize("uses", [("usual", "maiden"), ("official", "official")])
def test_a1_13_one_official_name_exactly(browser: Client, uses) -> None:
    (maryam,) = register(patient("Anderson", "Maryam"))
    sent = change(
        browser, maryam, "names", use_0=uses[0], family_0="Anderson", use_1=uses[1], family_1="Hill"
    )
    assert sent.status_code == 422
    assert "Choose one name as the official name" in sent.content.decode()
    assert version_of(maryam) == 1


def test_birth_contact_and_language_are_changed(browser: Client) -> None:
    (maryam,) = register(patient("Anderson", "Maryam"))
    assert change(browser, maryam, "birth", age_years="40", sex="other").status_code == 303
    contact = {"phone": "07700 900 111", "street": "1 High Street", "city": "Leeds", "email": "m@example.org"}
    assert change(browser, maryam, "contact", **contact).status_code == 303
    assert change(browser, maryam, "language", language="am", needs_interpreter="on").status_code == 303
    page = browser.get(f"/patients/{maryam}/identity/").content.decode()
    for words in ("about", "Other", "07700 900 111", "1 High Street, Leeds", "m@example.org", "Amharic"):
        assert words in page
    with scope(SYSTEM, "look"):
        assert find_subject_ids(phone="07700900111") == [maryam]


def test_a_change_needs_a_reason(browser: Client) -> None:
    (maryam,) = register(patient("Anderson", "Maryam"))
    sent = change(browser, maryam, "language", language="am", reason="")
    assert sent.status_code == 422
    assert "Choose the reason" in sent.content.decode()
    assert version_of(maryam) == 1


def test_what_others_put_into_the_resource_stays(browser: Client) -> None:
    extension = {"url": "https://other.example/x", "valueString": "kept"}
    (maryam,) = register(patient("Anderson", "Maryam", extension=[extension], multipleBirthBoolean=True))
    change(browser, maryam, "language", language="am", needs_interpreter="on")
    resource = stored(maryam)
    assert extension in resource["extension"]
    assert resource["multipleBirthBoolean"] is True


def test_a_stale_form_shows_both_versions_and_loses_nothing(browser: Client) -> None:
    (maryam,) = register(patient("Anderson", "Maryam"))
    change(browser, maryam, "contact", phone="07700 900 111")
    sent = change(browser, maryam, "contact", version=1, phone="07700 900 222", city="Leeds")
    page = sent.content.decode()
    assert sent.status_code == 409
    for words in ("07700 900 111", "07700 900 222", "Leeds", "Saved meanwhile", 'name="version" value="2"'):
        assert words in page
    assert version_of(maryam) == 2
    assert change(browser, maryam, "contact", version=2, phone="07700 900 222").status_code == 303


def test_a_number_is_added_preferred_and_removed(browser: Client) -> None:
    (maryam,) = register(patient("Anderson", "Maryam"))
    sent = change(browser, maryam, "numbers/add", kind="nhs", value="943 476 5919")
    assert sent.status_code == 303
    assert change(browser, maryam, "numbers/1/prefer").status_code == 303
    with scope(SYSTEM, "look"):
        assert PatientIdentifier.objects.get(is_preferred=True).kind == "NH"
    assert "Remove the NHS" in browser.get(f"/patients/{maryam}/identity/numbers/1/remove/").content.decode()
    assert change(browser, maryam, "numbers/1/remove").status_code == 303
    with scope(SYSTEM, "look"):
        assert PatientIdentifier.objects.get(kind="NH").voided_at is not None
    assert "ANDERSON" not in browser.post("/patients/search/", {"q": "9434765919"}).content.decode()


def test_a1_11_a_removed_number_is_not_given_to_somebody_else(browser: Client) -> None:
    maryam, other = register(patient("Anderson", "Maryam"), patient("Brown", "Bert"))
    change(browser, maryam, "numbers/add", kind="nhs", value="943 476 5919")
    change(browser, maryam, "numbers/1/remove")
    sent = change(browser, other, "numbers/add", kind="nhs", value="9434765919")
    assert sent.status_code == 422
    assert "Another patient has this number" in sent.content.decode()
    assert version_of(other) == 1


def test_the_hospital_number_stays(browser: Client) -> None:
    (maryam,) = register(patient("Anderson", "Maryam"))
    sent = change(browser, maryam, "numbers/0/remove")
    assert sent.status_code == 422
    assert "stays with the patient" in sent.content.decode()
    assert version_of(maryam) == 1


def test_those_without_the_permission_change_nothing() -> None:
    (maryam,) = register(patient("Anderson", "Maryam"))
    reader = signed_in(
        account(
            "reader",
            role("reader", Permission.READ_IDENTITY, shelves=["identity"], needs_second_factor=False),
        )
    )
    assert reader.get(f"/patients/{maryam}/identity/").status_code == 200
    assert change(reader, maryam, "language", language="am").status_code == 403
    assert reader.get("/patients/new/").status_code == 403
    assert version_of(maryam) == 1


def test_without_shelf_and_relation_the_identity_is_refused() -> None:
    (maryam,) = register(patient("Anderson", "Maryam"))
    stranger = signed_in(account("stranger", role("stranger", *ALL, needs_second_factor=False)))
    refused = stranger.get(f"/patients/{maryam}/identity/")
    assert refused.status_code == 403
    assert "Maryam" not in refused.content.decode()
