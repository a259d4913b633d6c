"""What a browser says of itself, in words by which one knows one's own devices: ``Firefox · Windows``."""

from collections.abc import Iterable

BROWSERS = (
    ("micromessenger", "WeChat"),
    ("dingtalk", "DingTalk"),
    ("edg", "Edge"),
    ("opr/", "Opera"),
    ("samsungbrowser", "Samsung Internet"),
    ("huaweibrowser", "Huawei Browser"),
    ("miuibrowser", "Mi Browser"),
    ("qqbrowser", "QQ Browser"),
    ("firefox", "Firefox"),
    ("fxios", "Firefox"),
    ("chrom", "Chrome"),
    ("crios", "Chrome"),
    ("safari", "Safari"),
    ("python-httpx", "httpx"),
)
"""The first that fits: later ones are in what earlier ones say too."""
SYSTEMS = (
    ("openharmony", "HarmonyOS"),
    ("harmonyos", "HarmonyOS"),
    ("android", "Android"),
    ("iphone", "iPhone"),
    ("ipad", "iPad"),
    ("windows", "Windows"),
    ("mac os", "macOS"),
    ("cros", "ChromeOS"),
    ("linux", "Linux"),
)


def device_of(user_agent: str) -> str:
    """Browser and system; what is not known is left out, and nothing else of the header is kept."""
    said = user_agent.casefold()
    return " · ".join(filter(None, (first_in(said, BROWSERS), first_in(said, SYSTEMS))))


def first_in(said: str, names: Iterable[tuple[str, str]]) -> str:
    """The name of the first mark that is in ``said``."""
    return next((name for mark, name in names if mark in said), "")
