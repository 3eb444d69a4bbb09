#!/bin/sh
# Puts the fonts that posters need and this machine lacks into FOLDER, without being root: the distribution's own
# packages are downloaded and unpacked there. Usage: tools/fonts.sh PYTHON FOLDER
set -eu
python=$1
folder=$2

missing() {
    "$python" -c 'from content.posters.fonts import missing_fonts
print(*sorted({font.package for font in missing_fonts()}))'
}

packages=$(missing)
[ -n "$packages" ] || exit 0
echo "fonts: getting $packages" >&2
command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null || {
    echo "fonts: these packages are missing and there is no apt-get here; install their fonts by hand: $packages" >&2
    exit 1
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM
mkdir -p "$work/lists/partial" "$work/cache/archives/partial" "$folder"
own="-o Dir::State::lists=$work/lists -o Dir::Cache=$work/cache -o APT::Sandbox::User="
# shellcheck disable=SC2086 # word splitting is meant
if ! (apt-get $own -qq update && cd "$work" && apt-get $own -qq download $packages) >"$work/log" 2>&1; then
    cat "$work/log" >&2
    echo "fonts: could not be downloaded; try: sudo apt-get install $packages" >&2
    exit 1
fi
for package in "$work"/*.deb; do
    dpkg-deb -x "$package" "$work/unpacked"
done
find "$work/unpacked/usr/share/fonts" -type f -exec cp {} "$folder/" \;

packages=$(missing)
[ -z "$packages" ] || {
    echo "fonts: still missing after the download: $packages; try: sudo apt-get install $packages" >&2
    exit 1
}
