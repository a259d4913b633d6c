if [ -r "$SETTINGS" ]; then
    while IFS= read -r line || [ -n "$line" ]; do
        case $line in [A-Z_]*=*) ;; *) continue ;; esac
        name=${line%%=*} value=${line#*=}
        case $name in *[!A-Z0-9_]*) continue ;; esac
        case $value in \"*\") value=${value#\"} value=${value%\"} ;; esac
        if eval "[ -z \"\${$name+said}\" ]"; then export "$name=$value"; fi
    done <"$SETTINGS"
fi
if [ -n "$SERVICE_USER" ] && [ "$(id -u)" = 0 ]; then
    exec runuser -u "$SERVICE_USER" -- "$PREFIX/current/bin/python" -I -m cityloop "$@"
fi
exec "$PREFIX/current/bin/python" -I -m cityloop "$@"
