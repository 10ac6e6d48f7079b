#!/bin/sh
# Installs what Berghald needs to build on Debian 12, and with --tests what its tests need too.
# Works as root and with sudo; safe to run again. LibreOffice for the tests of tables is 85 MB to fetch, half a minute.
set -eu

packages="cmake g++ make sqlite3 pkg-config libexpat1-dev libfyba-dev libclang-dev"
for word in "$@"; do
  case "$word" in
    --tests) packages="$packages gdal-bin poppler-utils mesa-vulkan-drivers libgl1-mesa-dri libegl1 libxkbcommon-x11-0 xvfb xauth xdotool xclip imagemagick libreoffice-calc-nogui" ;;
    *) echo "usage: assets/setup.sh [--tests]" >&2; exit 2 ;;
  esac
done

missing=""
for package in $packages; do
  dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' ||
    missing="$missing $package"
done
if [ -z "$missing" ]; then
  echo "setup: everything is installed"
  exit 0
fi
as_root=""
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || { echo "setup: run as root, or install sudo" >&2; exit 1; }
  as_root="sudo"
fi
echo "setup: installing$missing"
$as_root apt-get update -qq
# shellcheck disable=SC2086 # one word per package
DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends $missing >/dev/null
echo "setup: done"
