#!/usr/bin/env bash
# Finds cargo, a .NET SDK 10 and pwsh, or installs them for this user, then hands over to build.ps1.
# Usage: ./build.sh [Build|Test|Demo|TestMono|Conformance|Analyze|Package|TestWindows|Clean] [-Configuration Debug|Release]
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
toolchain="${SPO_TOOLCHAIN:-$root/../shared/toolchain}"

have() { command -v "$1" >/dev/null 2>&1; }
have_sdk() { have dotnet && dotnet --list-sdks 2>/dev/null | grep -q '^10\.'; }
say() { printf 'build.sh: %s\n' "$*" >&2; }

# What an earlier run installed is not on PATH of a fresh shell.
use_folder() { if [ -x "$1/$2" ]; then export PATH="$1:$PATH"; fi; }

fetch() {
  have curl || { say "curl is needed to download $1: install it with the system's package manager, then run this again."; exit 1; }
  curl --proto '=https' --tlsv1.2 -sSfL "$1" || { say "could not download $1; install the program by hand and put it on PATH."; exit 1; }
}

have cargo || use_folder "${CARGO_HOME:-$HOME/.cargo}/bin" cargo
have_sdk || use_folder "$HOME/.dotnet" dotnet
if ! have_sdk || ! have pwsh; then
  if [ -f "$toolchain/env.sh" ]; then
    # shellcheck source=/dev/null
    . "$toolchain/env.sh" || { say "$toolchain/env.sh failed; its messages are above."; exit 1; }
  fi
fi

if ! have cargo; then
  say "cargo not found: installing Rust for this user with rustup (https://sh.rustup.rs)."
  installer="$(fetch https://sh.rustup.rs)"
  sh -c "$installer" rustup-init -y --no-modify-path --profile minimal --component clippy --component rustfmt >&2
  use_folder "${CARGO_HOME:-$HOME/.cargo}/bin" cargo
fi
if ! have_sdk; then
  say ".NET SDK 10 not found: installing it for this user in ~/.dotnet with dotnet-install (https://dot.net/v1/dotnet-install.sh)."
  installer="$(fetch https://dot.net/v1/dotnet-install.sh)"
  bash -c "$installer" dotnet-install --channel 10.0 --install-dir "$HOME/.dotnet" >&2
  use_folder "$HOME/.dotnet" dotnet
fi
# Programs started by a runtime outside the system's own folders find it by this variable.
if [ "$(command -v dotnet)" = "$HOME/.dotnet/dotnet" ]; then export DOTNET_ROOT="$HOME/.dotnet"; fi
have pwsh || use_folder "$HOME/.dotnet/tools" pwsh
if ! have pwsh; then
  say "pwsh not found: installing PowerShell for this user with 'dotnet tool install --global PowerShell'."
  dotnet tool install --global PowerShell >&2
  use_folder "$HOME/.dotnet/tools" pwsh
fi

if [ $# -gt 0 ] && [ "${1#-}" = "$1" ]; then
  task="$1"
  shift
  set -- -Task "$task" "$@"
fi
exec pwsh -NoProfile -File "$root/build.ps1" "$@"
