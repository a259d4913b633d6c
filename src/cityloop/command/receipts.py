"""What an outside system said of a letter, as it may stand on the record: codes and numbers, no words, no address."""

import re
from hashlib import sha256

CODE = re.compile(r"[A-Za-z][A-Za-z0-9._-]{0,59}")
RECEIPT = re.compile(r"[A-Za-z0-9._:@<>=+/-]{1,80}")
"""What other systems number their messages with."""
LONG_NUMBER = re.compile(r"\d{7,}|@")
"""What may be a telephone number or a mail address within it."""


def code_of(said: str) -> str:
    """``said`` where it is a code; else that it is none. A sentence may quote whom it is about."""
    return said if CODE.fullmatch(said) and not LONG_NUMBER.search(said) else "unclear"


def receipt_of(said: str) -> str:
    """``said`` where it is a plain number of a message; else its digest, by which it can still be found over there."""
    if not said or (RECEIPT.fullmatch(said) and not LONG_NUMBER.search(said)):
        return said
    return f"sha256:{sha256(said.encode()).hexdigest()[:32]}"
