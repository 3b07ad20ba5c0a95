"""The error of a wrong environment variable."""


class EnvironmentProblem(Exception):
    """An environment variable cannot be used; the text names it, says why and gives a cure."""

    def __init__(self, variable: str, fault: str, cure: str) -> None:
        super().__init__(f"{variable} cannot be used: {fault}. {cure}")
        self.variable = variable
