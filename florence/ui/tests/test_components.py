"""Every component renders, keeps its contract, and shows what it was given and nothing else."""

import re
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.template import Context, Template, engines
from django.template.loader import render_to_string
from django.test import RequestFactory
from django_cotton.compiler_regex import CottonCompiler

from florence.ui.banner import Allergy, PatientBanner
from florence.ui.tests.files import UI
from florence.ui.web import public, samples

# Whole pages name the hospital, which stands in its table.
pytestmark = pytest.mark.django_db

COMPONENTS = sorted(path.stem for path in (UI / "templates/cotton").glob("*.html"))


def page(part: str = "workspace", **query: str) -> str:
    request = RequestFactory().get("/ui/components/", query)
    return public.components(request, part).content.decode()


def render(source: str, **context: Any) -> str:
    engine = engines["django"].engine  # type: ignore[attr-defined]
    compiled = CottonCompiler().process(source)
    return Template(compiled, engine=engine).render(Context(context))


def banner(**changes: Any) -> str:
    facts: dict[str, Any] = {"family": "Anderson", "given": "Maryam", "number": "00451827"}
    return render('<c-banner :patient="patient" />', patient=PatientBanner(**(facts | changes)))


@pytest.mark.parametrize("part", sorted(public.FACES))
@pytest.mark.parametrize("query", [{}, {"dir": "rtl", "theme": "dark"}, {"panel": "note", "stop": "1"}])
def test_it_works(part: str, query: dict[str, str]) -> None:
    text = page(part, **query)
    assert "</html>" in text
    assert not re.search(r"{{|{%|<c-", text)


def test_the_page_shows_every_component() -> None:
    sources = "".join(path.read_text(encoding="utf-8") for path in (UI / "templates/ui").glob("*.html"))
    assert [name for name in COMPONENTS if not re.search(rf"<c-{name}[\s>]", sources)] == []


def test_no_identity_stands_twice() -> None:
    identities = re.findall(r'\sid="([^"]+)"', page("portal"))
    assert len(identities) == len(set(identities))


def test_direction_and_theme_come_from_the_context() -> None:
    assert 'dir="rtl" data-theme="dark"' in page(dir="rtl", theme="dark")


def test_the_banner_names_the_patient() -> None:
    text = banner(title="Mrs", born=date(1958, 3, 14), age="68y", sex="Female")
    assert "<bdi>ANDERSON, Maryam</bdi>" in text
    assert '<time datetime="1958-03-14"><bdi dir="ltr">14-Mar-1958</bdi></time> (68y)' in text
    assert "004\N{NO-BREAK SPACE}518\N{NO-BREAK SPACE}27" in text


def test_a_person_of_one_name_has_no_comma() -> None:
    assert "<bdi>Suharto</bdi>" in banner(family="Suharto", given="")


def test_a1_01_an_estimated_birth_date_is_never_shown_as_an_exact_one() -> None:
    text = banner(born=date(1958, 3, 14), born_estimated=True)
    assert "about" in text
    assert "1958" in text
    assert "14-Mar" not in text


@pytest.mark.parametrize(
    ("allergies", "words"),
    [
        ("known", "Known allergies"),
        ("none", "No known allergies"),
        ("not-recorded", "Allergies not recorded"),
        ("unavailable", "Allergies unavailable"),
    ],
)
def test_the_banner_says_exactly_one_thing_about_allergies(allergies: str, words: str) -> None:
    text = banner(allergies=allergies, allergy_list=(Allergy("penicillin", "anaphylaxis"),))
    said = [
        sentence
        for sentence in (
            "Known allergies",
            "No known allergies",
            "Allergies not recorded",
            "Allergies unavailable",
        )
        if re.search(rf"{sentence}\s*<", text) or re.search(rf"</svg>{sentence}", text)
    ]
    assert said == [words]
    assert ("penicillin" in text) == (allergies == "known")


def test_the_dead_patients_banner_says_so() -> None:
    text = banner(died=date(2026, 6, 12))
    assert 'class="banner dead"' in text
    assert "12-Jun-2026" in text


def test_what_is_not_recorded_is_said_in_words() -> None:
    assert banner(number="", sex="").count("Not known") >= 3


def test_names_are_escaped() -> None:
    assert "<script>" not in banner(family="<script>alert(1)</script>")


def test_a_bad_field_is_wired_to_its_words() -> None:
    text = page("portal")
    assert 'aria-describedby="id_bad-phone-hint id_bad-phone-error"' in text
    assert 'id="id_bad-phone-error"' in text
    assert '<a href="#id_bad-phone">Enter a phone number, like 07700 900 982</a>' in text
    assert '<a href="#id_bad-born">' in text
    assert 'id="id_bad-born"' in text


def test_an_untouched_form_has_no_error_summary() -> None:
    assert "error-summary" not in render(
        '<c-errors :form="form" />', form=samples.sample_form(with_errors=False)
    )


def test_a_moment_is_shown_in_words_and_for_machines() -> None:
    text = render('<c-when :value="moment" />', moment=datetime(2026, 11, 24, 22, 6, tzinfo=UTC))
    assert re.search(
        r'<time datetime="2026-11-24T[^"]+"><bdi dir="ltr">24-Nov-2026 \d\d:06</bdi></time>', text
    )


def test_the_title_says_that_a_page_has_errors() -> None:
    text = render_to_string("ui/plain.html", {"has_errors": True})
    assert "<title>Error: " in text
