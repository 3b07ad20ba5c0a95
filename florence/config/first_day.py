"""What every installation has on its first day: the ready roles, and the key of the house."""

from florence.config.roles import READY_ROLES, ReadyRole
from florence.foundation import keys
from florence.security.actions.accounts import add_account, give_role
from florence.security.actions.roles import install_role
from florence.security.actors import system_actor
from florence.security.models import Role
from florence.security.scope import scope


def prepare_first_day() -> None:
    """Install what is missing; roles that an administrator has changed stay as they are."""
    with scope(system_actor("first day"), "config.prepare_first_day"):
        keys.house_cipher()
        for ready in READY_ROLES:
            install_role(_role(ready))


def create_first_administrator(*, email: str, name: str, password: str) -> None:
    """Make an account with the role of administrator; raises ActionError when the address is taken or none."""
    with scope(system_actor("createadmin"), "config.create_first_administrator"):
        account = add_account(email=email, display_name=name, password=password)
        give_role(account_id=account.id, role_id=Role.objects.get(code="admin").id)


def _role(ready: ReadyRole) -> Role:
    return Role(
        code=ready.code,
        name=str(ready.name),
        description=str(ready.description),
        permissions=sorted(ready.permissions),
        reach=ready.reach,
        shelves=list(ready.shelves),
        level=ready.level,
        categories=list(ready.categories),
        needs_second_factor=ready.needs_second_factor,
    )
