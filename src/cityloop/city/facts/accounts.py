"""Facts of the access journal about the accounts of those who work for the city: first passwords, locks, sign-ins."""

from enum import StrEnum
from typing import Annotated, TypeAlias

from cityloop.city.facts.fact import Fact, Moment, PersonId
from cityloop.city.label import INTERNAL, STAFF


class LockGround(StrEnum):
    """停用原因: why somebody may not sign in. A word of this list, so that the record holds no story of a person."""

    LEFT = "left"
    """离职: has left, though the city's files do not say so yet."""
    AWAY = "away"
    """长期离岗: on leave, seconded, suspended."""
    LOST = "lost-device"
    """设备丢失: until a device is found, or its passwords are changed."""
    MISUSE = "misuse"
    """涉嫌违规使用."""
    OTHER = "other"


class AccountFact(Fact, frozen=True, kw_only=True):
    """A fact about one person's way in; the entry's author is who did it."""

    person: PersonId


class FirstPasswordGiven(AccountFact, frozen=True, kw_only=True, tag="account.first-password-given"):
    """初始密码: a password to come in with once, and to be exchanged then for one of one's own."""

    until: Moment
    """When it ends, unused."""


class PasswordChanged(AccountFact, frozen=True, kw_only=True, tag="account.password-changed"):
    """A new password holds; what was signed in with the old one is ended."""


class Locked(AccountFact, frozen=True, kw_only=True, tag="account.locked"):
    """停用: the person may not sign in, and is signed out everywhere."""

    ground: Annotated[LockGround, STAFF]


class Unlocked(AccountFact, frozen=True, kw_only=True, tag="account.unlocked"):
    """恢复: the person may sign in again, as before."""


class SignInsEnded(AccountFact, frozen=True, kw_only=True, tag="account.sign-ins-ended"):
    """Sign-ins were ended by the person, or by city IT: a lost phone, a shared machine."""

    count: Annotated[int, INTERNAL]


AnyAccountFact: TypeAlias = FirstPasswordGiven | PasswordChanged | Locked | Unlocked | SignInsEnded
