"""Asking the identity provider: no answer that grows once it is unpacked."""

from contextlib import closing

import pytest

from cityloop.adapters.identity.asking import Asking
from cityloop.guard.identity import IdentityDown
from tests.gateways import How, gateway


def test_no_packed_answer_is_asked_for_and_none_is_read() -> None:
    with gateway() as server, closing(Asking()) as asking:
        asking.post(server.url, {}, None)
        assert server.asked[0].headers["accept-encoding"] == "identity"
        server.choose = lambda _: How.PACKS
        with pytest.raises(IdentityDown):
            asking.post(server.url, {}, None)
