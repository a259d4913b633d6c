#!/bin/sh
# Installs cityloop from this folder, without a network; made again over an earlier release, it is the upgrade.
#
#   sh install.sh                      for the whole machine, as root: /opt/cityloop, its own user, a systemd unit
#   sh install.sh --prefix FOLDER      into a folder, as anybody: program, settings and data lie in it
#   sh install.sh --uninstall          takes the program away; data and settings stay
#   --python PATH                      the Python to install with; else the first that fits
#   --data FOLDER                      where the record lies; else /var/lib/cityloop, or FOLDER/data
#
# A release is put whole into a folder of its own and tried; only then does `current` lead to it, in one step. Whatever
# goes wrong before leaves what was there as it was.
set -eu
umask 022
FROM=$(pwd)
cd "$(dirname "$0")"
HERE=$(pwd)

say() { printf '%s\n' "$*"; }
refuse() { printf 'install: %s\n' "$*" >&2; exit 1; }
told() { sed -n "s/^$1 //p" bundle.txt; }

PREFIX='' DATA='' PYTHON=${PYTHON:-} UNINSTALL=''
while [ $# -gt 0 ]; do
    case $1 in
        --prefix | --data | --python) [ $# -ge 2 ] || refuse "$1 needs a value" ;;
    esac
    case $1 in
        --prefix) PREFIX=$2; shift ;;
        --data) DATA=$2; shift ;;
        --python) PYTHON=$2; shift ;;
        --uninstall) UNINSTALL=yes ;;
        --help) sed -n '2,/^set/s/^# \{0,1\}//p' install.sh; exit 0 ;;
        *) refuse "'$1' is unknown; --help says what can be said" ;;
    esac
    shift
done

absolute() { case $1 in /*) printf '%s' "$1" ;; *) printf '%s/%s' "$FROM" "$1" ;; esac; }
case $PYTHON in */*) PYTHON=$(absolute "$PYTHON") ;; esac

# For the whole machine, or into a folder.
if [ -z "$PREFIX" ]; then
    [ "$(id -u)" = 0 ] || refuse 'for the whole machine it must be run as root; --prefix FOLDER installs into a folder'
    WHOLE=yes PREFIX=/opt/cityloop DATA=$(absolute "${DATA:-/var/lib/cityloop}")
    SETTINGS=/etc/cityloop/cityloop.env SERVICE_USER=cityloop UNIT=/etc/systemd/system/cityloop.service
else
    WHOLE='' PREFIX=$(absolute "$PREFIX")
    DATA=$(absolute "${DATA:-$PREFIX/data}") SETTINGS=$PREFIX/cityloop.env SERVICE_USER='' UNIT=''
fi
case $PREFIX$DATA in *[!A-Za-z0-9/._+-]*) refuse "a path with spaces or signs is not installed into: $PREFIX, $DATA" ;; esac

uninstall() {
    if [ -n "$WHOLE" ] && [ -d /run/systemd/system ] && [ -e "$UNIT" ]; then systemctl disable --now cityloop; fi
    [ -z "$UNIT" ] || rm -f "$UNIT" /usr/local/bin/cityloop
    # Only what was put there: the folder may be one in which others have their programs too.
    for each in "$PREFIX"/releases/*/; do
        if [ -e "$each.whole" ] || [ -e "${each}pyvenv.cfg" ]; then rm -rf "$each"; fi
    done
    rm -f "$PREFIX/bin/cityloop" "$PREFIX/bin/.cityloop"
    if [ -L "$PREFIX/current" ]; then rm -f "$PREFIX/current"; fi
    for each in "$PREFIX/releases" "$PREFIX/bin" "$PREFIX"; do rmdir "$each" 2>/dev/null || true; done
    say "cityloop is taken away. Kept: the record in $DATA, the settings in $SETTINGS"
    say "程序已卸载。数据 $DATA 和设置 $SETTINGS 已保留。"
}
if [ -n "$UNINSTALL" ]; then uninstall; exit 0; fi

# What the bundle is, and whether it is whole.
sha256sum --check --quiet SHA256SUMS >&2 || refuse 'the bundle is not as it was made (see above): copy it here again'
VERSION=$(told version) PYTHONS=$(told pythons) MACHINE=$(told machine)
[ "$(uname -sm)" = "Linux $MACHINE" ] || refuse "this bundle is for Linux on $MACHINE, and this is $(uname -sm)"

# A Python that it has wheels for, and that can make environments.
version_of() { "$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null || true; }
find_python() {
    for each in ${PYTHON:-$(for one in $PYTHONS; do printf 'python%s ' "$one"; done) python3}; do
        for one in $PYTHONS; do
            if [ "$(version_of "$each")" = "$one" ]; then command -v "$each"; return; fi
        done
    done
}
FOUND=$(find_python)
[ -n "$FOUND" ] || refuse "no Python that fits (this bundle has wheels for $PYTHONS; cityloop needs 3.11 or later).
         Install one, or name it with --python; or make a bundle for yours: make bundle FOR='3.11 3.13'"
"$FOUND" -c 'import ensurepip, venv' 2>/dev/null \
    || refuse "$FOUND cannot make environments: install python3-venv from your distribution (on Debian and Ubuntu)"

# One installation at a time.
mkdir -p "$PREFIX/releases"
mkdir "$PREFIX/.installing" 2>/dev/null || refuse "another installation is under way (else remove $PREFIX/.installing)"
RELEASE=$PREFIX/releases/$VERSION-$(sha256sum SHA256SUMS | cut -c 1-8)
FRESH=''
leave() {
    rmdir "$PREFIX/.installing" 2>/dev/null || true
    if [ -n "$FRESH" ]; then rm -rf "$RELEASE"; fi
}
trap leave EXIT
trap 'exit 1' HUP INT TERM

# The release in a folder of its own: from these wheels alone, each by its digest, whatever pip is told elsewhere.
put() {
    say "installing cityloop $VERSION into $RELEASE"
    rm -rf "$RELEASE"
    FRESH=yes
    "$FOUND" -m venv "$RELEASE" || refuse 'the environment could not be made'
    env -i PATH="$PATH" HOME="$RELEASE" LANG=C.UTF-8 PIP_CONFIG_FILE=/dev/null "$RELEASE/bin/python" -m pip install --quiet \
        --disable-pip-version-check --no-cache-dir --no-index --require-hashes --only-binary :all: \
        --find-links "$HERE/wheels" --requirement "$HERE/requirements.lock" \
        || refuse 'not every wheel is here (see above); what was installed before is as it was'
    cp README.en.md README.zh.md LICENSE CHANGELOG.md materials.cdx.json "$RELEASE/"
    "$RELEASE/bin/python" -I -m cityloop --version >/dev/null || refuse 'the new release does not start'
    : >"$RELEASE/.whole"
}
if [ -e "$RELEASE/.whole" ]; then say "cityloop $VERSION lies in $RELEASE already"; else put; fi

# A user of its own, settings, data: made where they are missing, and never touched again.
own_user() {
    getent passwd "$SERVICE_USER" >/dev/null \
        || useradd --system --user-group --home-dir "$DATA" --no-create-home --shell /usr/sbin/nologin "$SERVICE_USER"
}
filled() {
    sed -e "s|@PREFIX@|$PREFIX|g" -e "s|@DATA@|$DATA|g" -e "s|@SETTINGS@|$SETTINGS|g" \
        -e "s|@USER@|$SERVICE_USER|g" -e "s|@STATE@|${DATA#/var/lib/}|g" "$1"
}
if [ -n "$WHOLE" ]; then own_user; fi
mkdir -p "$(dirname "$SETTINGS")"
if [ ! -e "$SETTINGS" ]; then
    (umask 027 && filled cityloop.env >"$SETTINGS")
    if [ -n "$WHOLE" ]; then chgrp "$SERVICE_USER" "$SETTINGS"; fi
fi
if [ -n "$WHOLE" ]; then
    runuser -u "$SERVICE_USER" -- "$RELEASE/bin/python" -I -c 'import cityloop' 2>/dev/null \
        || refuse "the user $SERVICE_USER cannot run $FOUND: name a Python that everybody can, with --python"
fi
if [ ! -e "$DATA" ]; then
    (umask 077 && mkdir -p "$DATA")
    if [ -n "$WHOLE" ]; then chown "$SERVICE_USER:$SERVICE_USER" "$DATA"; fi
fi

# The command: reads the same settings as the unit, and is never root while it works.
mkdir -p "$PREFIX/bin"
{
    say '#!/bin/sh'
    say "# cityloop with the settings of $SETTINGS; what the environment says already goes before."
    say 'set -eu'
    say "SETTINGS=$SETTINGS SERVICE_USER='$SERVICE_USER' PREFIX=$PREFIX"
    cat command.sh
} >"$PREFIX/bin/.cityloop"
chmod 755 "$PREFIX/bin/.cityloop"
mv -f "$PREFIX/bin/.cityloop" "$PREFIX/bin/cityloop"

# The one step.
ln -sfn "releases/$(basename "$RELEASE")" "$PREFIX/.current"
mv -fT "$PREFIX/.current" "$PREFIX/current"
FRESH=''

# The unit; one that runs is started anew.
if [ -n "$WHOLE" ]; then
    mkdir -p "$(dirname "$UNIT")" /usr/local/bin
    case $DATA in /var/lib/*) filled cityloop.service ;; *) filled cityloop.service | sed -e '/^StateDirectory/d' \
        -e "s|^UMask|ReadWritePaths=$DATA\nUMask|" ;; esac >"$UNIT"
    ln -sfn "$PREFIX/bin/cityloop" /usr/local/bin/cityloop
    if [ -d /run/systemd/system ]; then systemctl daemon-reload && systemctl try-restart cityloop; fi
fi

# The release before this one stays, for the way back; older ones go.
for each in $(ls -1dt "$PREFIX"/releases/*/ | tail -n +3); do
    case $each in "$RELEASE/") ;; *) rm -rf "$each" ;; esac
done

COMMAND=$PREFIX/bin/cityloop
if [ -n "$WHOLE" ]; then COMMAND=cityloop; fi
say ""
say "cityloop $VERSION is installed. 安装完成。"
say "  settings 设置  $SETTINGS"
say "  record 数据    $DATA"
say ""
say "What to do next 下一步:"
say "  $COMMAND new my-city       files of a small correct city, to be changed 生成城市文件"
say "  $COMMAND check my-city     every mistake, with its remedy 检查"
say "  $COMMAND apply my-city     put it in force 启用"
say "  $COMMAND accounts FILE     first passwords for persons of the city 开通账号"
if [ -n "$WHOLE" ]; then say "  systemctl enable --now cityloop   run it, now and at every start 启动并开机自启"
else say "  $COMMAND serve             http://127.0.0.1:8000/ 运行"; fi
