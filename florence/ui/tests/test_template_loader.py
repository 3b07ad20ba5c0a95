"""Templates written out once for each language."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from django.template import Context, Template, engines
from django.template.base import NodeList, TextNode
from django.template.loader_tags import IncludeNode
from django.urls import NoReverseMatch
from django.utils import translation

from florence.ui import addresses
from florence.ui.template_loader import AddressNode, Loader, write_out

SOMEBODY = UUID("01920000-0000-7000-8000-000000000001")


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def written(source: str) -> NodeList:
    template = Template("{% load i18n static florence %}" + source)
    write_out(template.nodelist)
    nodes = template.nodelist
    del nodes[0]
    return nodes


def is_text(nodes: NodeList) -> bool:
    return len(nodes) == 1 and isinstance(nodes[0], TextNode)


def test_it_works() -> None:
    nodes = written('<b>{% translate "Sex" %}</b> {% icon "search" %} {% url "patients:workspace_search" %}')
    assert is_text(nodes)
    assert nodes.render(Context()).startswith("<b>Sex</b> <svg class=")


def test_a_template_is_kept_once_for_each_language() -> None:
    loader = engines["django"].engine.template_loaders[0]
    assert isinstance(loader, Loader)
    with translation.override("ar"):
        arabic = loader.get_template("ui/base.html")
    assert loader.get_template("ui/base.html") is not arabic
    assert loader.get_template("ui/base.html") is loader.get_template("ui/base.html")


@pytest.mark.parametrize(
    "source",
    [
        "{{ name }}",
        '{% translate "Sex" as words %}{{ words }}',
        "{% translate name %}",
        "{% icon name %}",
        "{% if name %}x{% endif %}",
        "{% csrf_token %}",
    ],
)
def test_what_depends_on_the_page_stays(source: str) -> None:
    assert not is_text(written(source))


def test_words_inside_another_language_stay() -> None:
    nodes = written('{% language "ar" %}{% translate "Sex" %}{% endlanguage %}')
    assert not any(isinstance(node, TextNode) for node in nodes[0].nodelist)


def test_branches_are_written_out_too() -> None:
    nodes = written('{% if name %}{% translate "Sex" %}!{% else %}{% translate "Born" %}{% endif %}')
    assert [nodes.render(Context({"name": name})) for name in ("x", "")] == ["Sex!", "Born"]
    assert all(is_text(branch) for _, branch in nodes[0].conditions_nodelists)


def test_words_of_a_component_are_not_escaped_twice() -> None:
    source = "<c-card title=\"{% translate 'Sex' %} & more\">{{ name }}</c-card>"
    loader = engines["django"].engine.template_loaders[0]
    compiled = loader.loaders[0].cotton_compiler.process(source)
    template = Template("{% load i18n %}" + compiled)
    before = template.render(Context({"name": "<x>"}))
    write_out(template.nodelist)
    assert template.render(Context({"name": "<x>"})) == before
    assert "&lt;x&gt;" in before


def test_an_address_about_a_patient_is_filled() -> None:
    nodes = written('{% url "records:workspace_summary" patient %}')
    assert isinstance(nodes[0], AddressNode)
    assert nodes.render(Context({"patient": SOMEBODY})) == f"/patients/{SOMEBODY}/"


def test_an_address_without_an_id_is_refused() -> None:
    nodes = written('{% url "records:workspace_summary" patient %}')
    with pytest.raises(NoReverseMatch):
        nodes[0].render(Context({"patient": "somebody"}))


def test_an_included_template_stands_in_its_place() -> None:
    nodes = written('{% include "ui/_lamp.html" %}')
    assert is_text(nodes)
    assert nodes.render(Context()).startswith("<svg")


def test_an_included_template_reads_what_it_is_given() -> None:
    nodes = written('{% include "patients/workspace/_name_lines.html" with label=name %}')
    assert not nodes.get_nodes_by_type(IncludeNode)


@pytest.mark.parametrize("source", ["{% include name %}", '{% include "no/such.html" %}'])
def test_an_include_that_is_not_known_yet_stays(source: str) -> None:
    assert isinstance(written(source)[0], IncludeNode)


def test_an_unknown_page_is_refused_when_it_is_shown() -> None:
    nodes = written('{% url "records:no_such_page" %}')
    with pytest.raises(NoReverseMatch):
        nodes[0].render(Context())


def test_a_page_that_names_nobody_has_no_such_address() -> None:
    assert not addresses.takes_one_id("patients:workspace_search")
    with pytest.raises(NoReverseMatch):
        addresses.about("patients:workspace_search", SOMEBODY)
