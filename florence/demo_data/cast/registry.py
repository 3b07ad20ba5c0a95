"""Who is in the cast: the key, whom the account belongs to, and what one can try with this person."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from florence.demo_data.cast import chronic, dangers, family, identities, long_history
from florence.demo_data.cast.facts import Resource
from florence.demo_data.cast.sheet import url_of
from florence.demo_data.moment import Moment


@dataclass(frozen=True)
class Member:
    """One bundle of the cast.

    `people` are the persons in it, in the order of the bundle; `account` is the role of the demo account that
    belongs to the first of them; `for_doctor` tells whether the demo doctor treats them.
    """

    key: str
    people: tuple[str, ...]
    build: Callable[[Moment], Resource]
    why: str
    account: str | None = None
    for_doctor: bool = True

    @property
    def url(self) -> str:
        """The fullUrl of the first person: whose record it is is written first."""
        return url_of(self.key, 0)


CAST: tuple[Member, ...] = (
    Member(
        "patient",
        ("Maryam Anderson",),
        chronic.build,
        "Diabetes and pressure over three years; a new result of today is too high.",
        "patient",
    ),
    Member(
        "parent",
        ("Sofia Marín", "Lucas Marín", "Emma Marín", "Mateo Marín"),
        family.build_parent,
        "A mother and her children of 4, 9 and 15; the eldest has a visit of his own.",
        "parent",
    ),
    Member("twins", ("Adaeze Okafor", "Chidinma Okafor"), family.build_twins, "Twins: one is allergic."),
    Member(
        "father-and-son",
        ("Miguel Ángel Torres Rivera", "Miguel Ángel Torres Rivera"),
        family.build_father_and_son,
        "Father and son of one name in one house.",
    ),
    Member(
        "newborn",
        ("Lindiwe Dlamini", "Baby of Lindiwe Dlamini"),
        family.build_newborn,
        "Born yesterday, without a name yet.",
    ),
    Member("one-word-name", ("Suparman",), identities.build_one_word_name, "One name only."),
    Member(
        "arabic-name",
        ("Fatima Ahmed Al-Zahrani",),
        identities.build_arabic_name,
        "Two scripts, needs an interpreter.",
    ),
    Member(
        "ethiopian-name",
        ("Selam Tesfaye Bekele",),
        identities.build_ethiopian_name,
        "Names of three generations.",
    ),
    Member(
        "long-name",
        ("Wilhelmina Theodora Alexandrina Maximiliane von Hohenberg-Schwarzenfels zu Lindenau",),
        identities.build_long_name,
        "A name that fits no box.",
    ),
    Member("estimated-age", ("Abdi Warsame",), identities.build_estimated_age, "The age is an estimate."),
    Member("no-phone", ("Edith Palmer",), identities.build_no_phone, "Cannot be called.", for_doctor=False),
    Member("interpreter", ("Nguyễn Thị Lan",), identities.build_interpreter, "Needs an interpreter."),
    Member(
        "unknown-man", ("Unknown Man",), identities.build_unknown_man, "Brought in two hours ago, not known."
    ),
    Member("dead", ("Harold Jennings",), identities.build_dead, "Died twelve days ago."),
    Member(
        "colleague",
        ("Ruth Lindqvist",),
        identities.build_colleague,
        "Works at the desk: her record is restricted.",
        for_doctor=False,
    ),
    Member(
        "public-person",
        ("Leonie Marchetti",),
        identities.build_public_person,
        "Known to everyone: her record is restricted.",
        for_doctor=False,
    ),
    Member(
        "duplicate-pair",
        ("Katarzyna Nowak", "Katarzyna Nowack"),
        identities.build_duplicate_pair,
        "Probably registered twice; one of the two has an allergy.",
        for_doctor=False,
    ),
    Member(
        "penicillin",
        ("Oliver Grant",),
        dangers.build_penicillin,
        "Anaphylaxis to penicillin, here now with a sore throat.",
    ),
    Member(
        "kidney", ("Margaret Osei",), dangers.build_kidney, "The kidneys filter 28, metformin still runs."
    ),
    Member("small-child", ("Amara Nwosu",), dangers.build_small_child, "A child of 14 kg with a fever."),
    Member("warfarin", ("George Papadakis",), dangers.build_warfarin, "Warfarin, and an INR of 5.2 today."),
    Member("pregnant", ("Priya Raman",), dangers.build_pregnant, "In the 22nd week of pregnancy."),
    Member("restricted", ("Daniel Whitfield",), dangers.build_restricted, "One note is restricted."),
    Member(
        "potassium",
        ("Bernard Moreau",),
        dangers.build_potassium,
        "A potassium of 6.8, twelve minutes old, seen by nobody.",
    ),
    Member("long-history", ("Walter Brandt",), long_history.build, "A chart of twenty thousand facts."),
)


def cast(
    now: datetime, zone: tzinfo = UTC, *, facts: int = long_history.FACTS
) -> Iterator[tuple[Member, Resource]]:
    """Each member with the transaction bundle of their record as of `now` (aware); days are those of `zone`.

    Nothing in it lies after `now`. FullUrls do not depend on the moment. The last member is the long history, which
    has so many facts.
    """
    yield from cast_but_long_history(now, zone)
    yield CAST[-1], long_history.build(Moment(now, zone), facts)


def cast_but_long_history(now: datetime, zone: tzinfo = UTC) -> Iterator[tuple[Member, Resource]]:
    """As `cast`, without the record that is too long to be written again every day."""
    moment = Moment(now, zone)
    for member in CAST[:-1]:
        yield member, member.build(moment)
