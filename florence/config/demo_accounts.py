"""The people with whom one can look around the demo hospital. Their password is known to everyone."""

from dataclasses import dataclass

DEMO_PASSWORD = "florence-demo"  # noqa: S105  known to everyone on purpose: a demo only


@dataclass(frozen=True)
class DemoAccount:
    """A demo account: its role, its name, and the page it begins with."""

    role: str
    name: str
    begins_with: str

    @property
    def email(self) -> str:
        """The log-in name."""
        return f"{self.role}@demo.example"


ACCOUNTS = (
    DemoAccount("patient", "Maryam Anderson", "my record, in plain words"),
    DemoAccount("reception", "Ruth Lindqvist", "find or register a patient"),
    DemoAccount("doctor", "Dr Amira Haddad", "my patients"),
    DemoAccount("nurse", "Rosa Silva", "my patients"),
    DemoAccount("privacy", "Jonas Keller", "emergency access to review"),
    DemoAccount("admin", "Grace Mbeki", "accounts, roles and places"),
)


def account_table(accounts: tuple[DemoAccount, ...]) -> str:
    """The accounts as lines for a terminal."""
    lines = [f"  {account.email:<26} {account.name:<18} {account.begins_with}" for account in accounts]
    return "\n".join([*lines, f"  The password of each is {DEMO_PASSWORD}"])
