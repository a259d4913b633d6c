"""Where the program listens: a port that is taken is told before anything else is said or begun."""

import socket

from cityloop.city.errors import CityloopError


class PortTaken(CityloopError):
    """Somebody else listens there."""

    code = "port-taken"


def listen(host: str, port: int) -> socket.socket:
    """A socket bound to the address. Raises ``PortTaken``."""
    bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
    except OSError as error:
        bound.close()
        raise PortTaken(f"{host}:{port} is taken ({error.strerror}). Choose another: --port 8001", port=port) from error
    return bound
