"""The bundle for the whole machine, tried on a copy of it: its folders under overlays, no interface but loopback."""

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks._apart import Said, plain

COVERED = ("etc", "opt", "var/lib", "usr/local")
"""Where an installation writes; what is written there is gone with the namespace."""
COVER = """
set -eu
W={hidden}; mount -t tmpfs tmpfs "$W"
for d in {covered}; do
    n=$(echo "$d" | tr / -); mkdir -p "$W/$n" "$W/$n-work"
    mount -t overlay overlay -o "lowerdir=/$d,upperdir=$W/$n,workdir=$W/$n-work" "/$d"
done
ip link set lo up
cd /
"""
TRY = """
say() {{
    name=$1; shift; code=0
    "$@" >"$W/said" 2>&1 || code=$?
    printf '== %s\t%s\t%s\n' "$name" "$code" "$(tail -n 1 "$W/said")"
}}
is() {{ test "$1" = "$2" || {{ echo "$1 is not $2"; return 1; }}; echo "$1"; }}
say 'install, as root' sh {bundle}/install.sh --python {python}
say 'record: its user alone' is "$(stat -c '%U %a' /var/lib/cityloop)" 'cityloop 700'
say 'settings: root writes, its user reads' is "$(stat -c '%U %G %a' /etc/cityloop/cityloop.env)" 'root cityloop 640'
say 'unit' systemd-analyze verify /etc/systemd/system/cityloop.service
say 'a city' cityloop new /var/lib/cityloop/city
say 'apply it' cityloop apply /var/lib/cityloop/city
say 'nothing of it is root'"'"'s' is "$(find /var/lib/cityloop ! -user cityloop | wc -l)" 0
say 'the record holds' cityloop verify
say 'upgrade' sh {bundle}/install.sh --python {python}
say 'take away' sh {bundle}/install.sh --uninstall
say 'the record stays' test -s /var/lib/cityloop/journal.db
say 'the program is gone' sh -c 'test ! -e /opt/cityloop && test ! -e /usr/local/bin/cityloop'
"""


def python_of_machine() -> str | None:
    """The Python that every user of the machine can run, of the version that the bundle is for."""
    path = Path(f"/usr/bin/python{sys.version_info.major}.{sys.version_info.minor}")
    return str(path) if path.exists() and not plain(path, "-c", "import ensurepip, venv").code else None


def missing() -> str:
    """Why it cannot be tried here; empty where it can."""
    if os.geteuid():
        return "not root"
    if python_of_machine() is None:
        return "no Python of the machine's own with venv"
    with tempfile.TemporaryDirectory() as hidden:
        said = _covered(hidden, "true")
    return "" if said.code == 0 else f"no overlays: {said.last}"


def tried(bundle: Path) -> Iterator[tuple[str, Said]]:
    """Each step, and what came of it: 0 is well."""
    with tempfile.TemporaryDirectory() as hidden:
        said = _covered(hidden, TRY.format(bundle=bundle, python=python_of_machine()))
    for name, code, words in re.findall(r"^== (.+)\t(\d+)\t(.*)$", said.words, re.MULTILINE):
        yield name, Said(int(code), words)
    if said.code:
        yield "the whole", said


def _covered(hidden: str, script: str) -> Said:
    words = COVER.format(hidden=hidden, covered=" ".join(COVERED)) + script
    command = ["unshare", "-nm", "--propagation", "private", "sh", "-c", words]
    path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
    environment = {"PATH": path, "LANG": "C.UTF-8", "HOME": "/root"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    return Said(done.returncode, done.stdout + done.stderr)
