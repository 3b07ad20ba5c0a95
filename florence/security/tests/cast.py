"""People and records that the tests of several slices share."""

from typing import Any
from uuid import UUID

from florence.foundation import clock, keys
from florence.foundation.models import DataKey
from florence.security import relations
from florence.security.actions.accounts import add_account, give_role
from florence.security.actors import Actor, system_actor
from florence.security.models import Account, Relation, Role, Subject
from florence.security.scope import scope
from florence.security.web.identity import actor_for

SYSTEM = system_actor("test")


def role(code: str, *permissions: str, **fields: Any) -> Role:
    """A role with permissions."""
    return Role.objects.create(
        code=f"test-{code}", name=code.title(), permissions=list(permissions), **fields
    )


def account(name: str, *roles: Role) -> Account:
    """An account that holds roles."""
    with scope(SYSTEM, "test.account"):
        made = add_account(email=f"{name}@hospital.example", display_name=name.title())
        for held in roles:
            give_role(account_id=made.id, role_id=held.id)
    made.refresh_from_db()
    return made


def actor(name: str, *roles: Role) -> Actor:
    """The actor of a new account that holds roles."""
    return actor_for(account(name, *roles))


def subject(**fields: Any) -> Subject:
    """A subject with a data key."""
    made = Subject(created_at=clock.now(), **fields)
    made.person_id = fields.get("person_id", made.id)
    made.key = keys.create_key(made.id, DataKey.Purpose.SUBJECT)
    made.save(force_insert=True)
    return made


def relate(
    party_id: UUID | None, subject_id: UUID, source: Relation.Source = Relation.Source.VISIT
) -> Relation:
    """A live relation of a party to a subject."""
    assert party_id is not None
    with scope(SYSTEM, "test.relate"):
        return relations.add_relation(party_id=party_id, subject_id=subject_id, source=source)
