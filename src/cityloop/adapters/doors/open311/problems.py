"""What is wrong, as the specification tells it: codes and descriptions, 400, 403 or 404 (GeoReport v2, Errors).

Refusals of HTTP itself keep their own status (405, 413, 415, 429, 503 …), since caches, proxies and clients act by it.
"""

from collections.abc import Sequence
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response

from cityloop.adapters.doors.open311.shapes import Error
from cityloop.adapters.doors.open311.writing import Format, written
from cityloop.edge.problem import Problem, Refused, headers_of

BAD, NOT_FOUND = HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND
AS_SPECIFIED = {
    HTTPStatus.UNAUTHORIZED: HTTPStatus.FORBIDDEN,
    HTTPStatus.CONFLICT: BAD,
    HTTPStatus.GONE: BAD,
    HTTPStatus.UNPROCESSABLE_ENTITY: BAD,
}
"""What the specification says instead: 403 for a key, 404 for what is not there, 400 for any other request."""


class WrongFields(Refused):
    """Fields of a call are missing, said twice, or not what they should be; all that is wrong is told at once."""

    code = "wrong-fields"

    def __init__(self, errors: Sequence[Error]) -> None:
        told = [{"code": each.code, "description": each.description} for each in errors]
        super().__init__(" ".join(each.description for each in errors), is_told=True, errors=told)
        self.status = NOT_FOUND if all(each.code == NOT_FOUND for each in errors) else BAD


def bad(description: str) -> Error:
    """A field that is missing, or not what it should be."""
    return Error(code=BAD, description=description)


def not_found(description: str) -> Error:
    """Something named that is not there."""
    return Error(code=NOT_FOUND, description=description)


def tell(request: Request, problem: Problem) -> Response:
    """The voice of the door."""
    format = Format.XML if request.url.path.endswith(".xml") else Format.JSON
    status = AS_SPECIFIED.get(HTTPStatus(problem.status), HTTPStatus(problem.status))
    plain = Error(code=status, description=problem.detail or problem.title)
    body = written(format, "errors", problem.values.get("errors") or [plain])
    headers = {name: value for name, value in headers_of(problem).items() if name != "WWW-Authenticate"}
    return Response(body, status, headers, format.media_type)
