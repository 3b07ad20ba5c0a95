"""Lists that stand at the top: every permission has its sentence, and every event somebody who hears it."""

from collections.abc import Iterator
from importlib import import_module

from florence.config.roles import READY_ROLES, permission_catalogue
from florence.config.subscriptions import SUBSCRIPTIONS
from florence.foundation.events import Event
from tests.architecture.source import PRODUCT, product_files


def modules() -> Iterator[str]:
    for path in product_files():
        yield ".".join(path.relative_to(PRODUCT.parent).with_suffix("").parts)


def permissions() -> set[str]:
    """Every permission that a slice knows."""
    found = (import_module(name) for name in modules() if name.endswith(".policies"))
    return {str(code) for module in found for code in getattr(module, "Permission", ())}


def events() -> set[type[Event]]:
    """Every event that a slice can publish."""
    for name in modules():
        if ".actions" in name or name.endswith(".events"):
            import_module(name)
    return {each for each in Event.__subclasses__() if each.__module__.startswith("florence.")}


def test_every_permission_has_its_sentence() -> None:
    told = {words.code for group in permission_catalogue() for words in group.permissions}
    assert sorted(permissions() ^ told) == []


def test_roles_hold_permissions_that_exist() -> None:
    held = {str(code) for role in READY_ROLES for code in role.permissions}
    assert sorted(held - permissions()) == []


def test_every_event_is_heard() -> None:
    assert sorted(each.__name__ for each in events() - set(SUBSCRIPTIONS)) == []
