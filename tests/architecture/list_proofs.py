"""Write into the table of behaviours which test files carry each id: `python -m tests.architecture.list_proofs`."""

from tests.architecture.test_behaviours import COLUMNS, TABLE, Behaviour, behaviours, proofs

ONLY_ITS_TEST = "waits for its test"


def line_of(behaviour: Behaviour) -> str:
    """The line of a behaviour with the tests that carry its id now."""
    tests = sorted(proofs().get(behaviour.id, ()))
    waits = "" if tests and behaviour.waits == ONLY_ITS_TEST else behaviour.waits
    return "\t".join([behaviour.id, behaviour.title, " ".join(tests), waits])


def main() -> None:
    """Write the table anew; what is waited for stays as it was written by hand."""
    lines = ["\t".join(COLUMNS), *(line_of(behaviour) for behaviour in behaviours())]
    TABLE.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
