"""A question that nobody can answer as it is put."""

from cityloop.city.errors import CityloopError


class BadQuestion(CityloopError):
    """Cases cannot be counted in this way; the text says in which they can."""

    code = "bad-question"
