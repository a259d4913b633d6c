"""The one root of every error that the house raises on purpose."""


class CityloopError(Exception):
    """What is wrong, where, and how to mend it, as values; the text is made from them.

    ``code`` is stable and in kebab case: it ends the problem type of an HTTP answer (RFC 9457).
    """

    code = "error"

    def __init__(self, what: str, /, **values: object) -> None:
        super().__init__(what)
        self.what = what
        self.values = values


class UnknownId(CityloopError):
    """Nothing of that kind in the city's files has this id."""

    code = "unknown-id"
