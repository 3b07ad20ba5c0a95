"""Who opened the own record, in the words of the one whose record it is."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from florence.foundation import clock
from florence.security.models import Relation
from florence.security.queries.access_log import Day, Purpose, list_days_of, relation_words
from florence.security.queries.questions import Question, list_questions_of

RECENT = timedelta(days=14)

_REASONS: dict[str, Promise] = {
    Relation.Source.OWN_RECORD: gettext_lazy("You looked yourself"),
    Relation.Source.PROXY: gettext_lazy("Someone who acts for you"),
    Relation.Source.CARE_TEAM: gettext_lazy("The team that takes care of you"),
    Relation.Source.VISIT: gettext_lazy("For your visit"),
    Relation.Source.REGISTRATION: gettext_lazy("When you were registered"),
    Relation.Source.TREATING: gettext_lazy("Said that they are treating you"),
    Relation.Source.ADVICE: gettext_lazy("A colleague was asked for advice"),
    Relation.Source.BREAK_GLASS: gettext_lazy("Opened in an emergency"),
    "population": gettext_lazy("As part of their work for all patients"),
    "system": gettext_lazy("Done by the hospital's system itself"),
    "identity": gettext_lazy("Saw your name, number and contact data only"),
    "emergency": gettext_lazy("Saw your allergies only"),
    "list": gettext_lazy("Saw your name in a list"),
}


@dataclass(frozen=True)
class Look:
    """Who looked for one reason on one day, and what they did."""

    reason: str
    people: tuple[str, ...]
    acts: tuple[str, ...]
    first_at: datetime
    last_at: datetime
    is_emergency: bool
    is_own: bool


@dataclass(frozen=True)
class LookedDay:
    """One day: the looks of others first, and whether the person looked too."""

    day: date
    looks: tuple[Look, ...]
    own: Look | None
    questions: tuple[Question, ...]

    @property
    def code(self) -> str:
        """The day as addresses name it."""
        return self.day.isoformat()


@dataclass(frozen=True)
class Answer:
    """That a question was answered, and the day it was about as addresses name it."""

    answered_at: datetime
    code: str


def list_looked_days(person_id: UUID) -> list[LookedDay]:
    """Who opened the record, the newest day first, with the questions asked about each day."""
    days = list_days_of(person_id, zone=timezone.get_current_timezone_name())
    questions = list_questions_of(person_id)
    return [_looked(day, questions) for day in days]


def recent_emergencies(person_id: UUID) -> list[LookedDay]:
    """The days of the last two weeks on which the record was opened in an emergency."""
    since = timezone.localtime(clock.now() - RECENT).date()
    days = [day for day in list_looked_days(person_id) if day.day >= since]
    return [day for day in days if any(look.is_emergency for look in day.looks)]


def recent_answers(person_id: UUID) -> list[Answer]:
    """The answers of the last two weeks to the person's questions."""
    since = clock.now() - RECENT
    answered = [(each.answered_at, each.about_day) for each in list_questions_of(person_id)]
    return [Answer(at, day.isoformat()) for at, day in answered if at and at >= since]


def _looked(day: Day, questions: list[Question]) -> LookedDay:
    looks = [_look(purpose) for purpose in day.purposes]
    return LookedDay(
        day.day,
        tuple(look for look in looks if not look.is_own),
        next((look for look in looks if look.is_own), None),
        tuple(question for question in questions if question.about_day == day.day),
    )


def _look(purpose: Purpose) -> Look:
    own = str(relation_words(Relation.Source.OWN_RECORD))
    return Look(
        reason=_reason(purpose.purpose),
        people=purpose.people,
        acts=purpose.acts,
        first_at=purpose.first_at,
        last_at=purpose.last_at,
        is_emergency=purpose.is_break_glass,
        is_own=purpose.purpose == own,
    )


def _reason(words: str) -> str:
    """The reason in plain words; several are said one after the other."""
    plain = {str(relation_words(code)): str(said) for code, said in _REASONS.items()}
    if words in plain:
        return plain[words]
    return ", ".join(_plain_parts(words, plain)) or _("Other")


def _plain_parts(words: str, plain: dict[str, str]) -> Iterator[str]:
    for part in words.split(", "):
        yield plain.get(part, part[:1].upper() + part[1:])
