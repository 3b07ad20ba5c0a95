"""Every act that the log can name has words."""

from importlib import import_module
from pkgutil import walk_packages

import florence
from florence.security.acts import WORDS, words_of
from tests.access.routes import routes


def test_it_works() -> None:
    assert words_of("records.read_chart") == "opened the chart"
    assert words_of("fhir.Observation.r") == "read Observation by a program"


def test_every_page_that_is_logged_has_words() -> None:
    acts = {route.rule.act for route in routes() if route.rule and route.rule.is_logged}
    assert sorted(act for act in acts - set(WORDS) if not act.startswith("fhir.")) == []


def test_every_action_has_words() -> None:
    found = set()
    for module in walk_packages(florence.__path__, "florence."):
        if ".actions." not in module.name or ".tests" in module.name:
            continue
        for name, member in vars(import_module(module.name)).items():
            if hasattr(member, "__florence_policy__") and member.__module__ == module.name:
                found.add(f"{module.name.split('.')[1]}.{name}")
    assert sorted(found - set(WORDS)) == []
