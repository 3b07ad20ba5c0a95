"""The people who work in the demo hospital, and the accounts with which one can look around."""

from django.utils.translation import gettext as _

from florence.config.demo.house import House
from florence.config.demo_accounts import ACCOUNTS, DEMO_PASSWORD, DemoAccount
from florence.security.actions.accounts import add_account, add_team_member, give_role
from florence.security.models import Account, Role, Team
from florence.staff.actions.people import StaffWords, store_practitioner

STAFF_OF_ACCOUNTS = {
    "doctor": ("Dr", "Amira", "Haddad", "internal-medicine", "Internal medicine"),
    "nurse": ("", "Rosa", "Silva", "nursing", "Internal medicine"),
    "reception": ("", "Ruth", "Lindqvist", "administration", "Reception"),
    "privacy": ("", "Jonas", "Keller", "administration", "Records and privacy"),
    "admin": ("", "Grace", "Mbeki", "administration", "Administration"),
}
COLLEAGUES = (
    ("Dr", "László", "Varga", "cardiology", "Internal medicine"),
    ("Dr", "Mei", "Tanaka", "internal-medicine", "Internal medicine"),
    ("Dr", "Samuel", "Osei", "emergency-medicine", "Emergency"),
    ("Dr", "Ingrid", "Nilsen", "paediatrics", "Paediatrics"),
    ("Dr", "Farah", "Rahimi", "paediatrics", "Paediatrics"),
    ("Dr", "Tomás", "Herrera", "surgery", "Surgery"),
    ("Dr", "Aoife", "Brennan", "obstetrics", "Obstetrics"),
    ("Dr", "Kwame", "Boateng", "laboratory-medicine", "Laboratory"),
    ("Dr", "Elena", "Petrova", "radiology", "Radiology"),
    ("Dr", "Rajesh", "Iyer", "nephrology", "Internal medicine"),
    ("Dr", "Chiara", "Romano", "anaesthesia", "Surgery"),
    ("Dr", "Piotr", "Zieliński", "psychiatry", "Internal medicine"),
    ("", "Ngozi", "Eze", "nursing", "Internal medicine"),
    ("", "Hannah", "Weiss", "nursing", "Internal medicine"),
    ("", "Thabo", "Molefe", "nursing", "Internal medicine"),
    ("", "Sofie", "Jansen", "nursing", "Paediatrics"),
    ("", "Diego", "Castro", "nursing", "Emergency"),
    ("", "Yuki", "Sato", "nursing", "Emergency"),
    ("", "Claire", "Dubois", "midwifery", "Obstetrics"),
    ("", "Abena", "Asante", "midwifery", "Obstetrics"),
    ("", "Lars", "Holm", "pharmacy", "Pharmacy"),
    ("", "Meera", "Nair", "pharmacy", "Pharmacy"),
    ("", "Oliver", "Grant", "physiotherapy", "Internal medicine"),
    ("", "Fatou", "Diop", "administration", "Reception"),
)
TEAM = "Internal medicine, care team"


def make_people(house: House) -> dict[str, Account]:
    """Make demo accounts with their roles, their entries in the directory, and their colleagues."""
    accounts = {account.role: _make_account(account) for account in ACCOUNTS}
    for role, words in STAFF_OF_ACCOUNTS.items():
        _store(house, words, accounts[role])
    for words in COLLEAGUES:
        _store(house, words, None)
    return accounts


def make_team(house: House, accounts: dict[str, Account]) -> Team:
    """The care team of the demo doctor and nurse."""
    team = Team.objects.create(name=TEAM, unit_id=house.departments["Internal medicine"].unit_id)
    for role in ("doctor", "nurse"):
        add_team_member(team_id=team.id, account_id=accounts[role].id)
    return team


def _make_account(demo: DemoAccount) -> Account:
    is_patient = demo.role == "patient"
    # A patient's name stands in the sealed record alone, not in the table of accounts.
    name = str(_("Patient")) if is_patient else demo.name
    account = add_account(email=demo.email, display_name=name, password=DEMO_PASSWORD, is_demo=True)
    if is_patient:
        Account.objects.filter(id=account.id).update(is_patient=True, place="portal")
    give_role(account_id=account.id, role_id=Role.objects.get(code=demo.role).id)
    return account


def _store(house: House, words: tuple[str, str, str, str, str], account: Account | None) -> None:
    title, given, family, specialty, department = words
    store_practitioner(
        StaffWords(
            family=family,
            given=given,
            title=title,
            specialty=specialty,
            unit_id=house.departments[department].unit_id,
            account_id=account.id if account else None,
        )
    )
