"""What the secret of a channel, or of an outside system, is called in the environment."""

import re

PREFIX = "CITYLOOP_SECRET"


def secret_name(id: str) -> str:
    """The variable that holds the secret.

    >>> secret_name("sms")
    'CITYLOOP_SECRET_SMS'
    """
    return f"{PREFIX}_{re.sub(r'[^A-Za-z0-9]', '_', id).upper()}"
