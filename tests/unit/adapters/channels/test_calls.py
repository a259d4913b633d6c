"""Calls to other people's programs: each host proves itself."""

from contextlib import closing
from pathlib import Path

import httpx
import pytest

from cityloop.adapters.channels.calls import Caller
from tests.secured import secured


def test_a_host_at_the_same_address_does_not_ride_on_the_line_of_another(tmp_path: Path) -> None:
    with secured("localhost", tmp_path) as (port, trust), closing(Caller(private=True, trust=trust)) as caller:
        assert caller.call("GET", f"https://localhost:{port}/", {}, None).status == 200
        with pytest.raises(httpx.ConnectError, match="certificate"):
            caller.call("GET", f"https://127.0.0.1:{port}/", {}, None)
        assert caller.call("GET", f"https://localhost:{port}/", {}, None).status == 200
