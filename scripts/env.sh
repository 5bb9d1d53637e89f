# shellcheck shell=bash
# shellcheck disable=SC2034  # read by the scripts that source this
# Sourced by the other scripts: where things are and which versions the project pins.

cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit

# Last on PATH: `cargo install` puts trunk there, and a shell opened before rustup was
# installed, or a machine with Debian's cargo alone, does not look there.
cargo_bin=${CARGO_HOME:-$HOME/.cargo}/bin
shell_path=$PATH
PATH=$PATH:$cargo_bin

wasm=wasm32-unknown-unknown
windows=x86_64-pc-windows-gnu
trunk_version=0.21.14
# The crate and the tool must match exactly, so the lock file decides.
bindgen_version=$(awk '/^name = "wasm-bindgen"$/ { getline; gsub(/[^0-9.]/, ""); print }' Cargo.lock)
# Trunk looks on PATH first and then here, by version; other projects keep their own versions.
bindgen_dir=${XDG_CACHE_HOME:-$HOME/.cache}/trunk/wasm-bindgen-$bindgen_version
# The compiler that a release is made with.
rust_version=$(sed -n 's/^channel *= *"\(.*\)".*/\1/p' rust-toolchain.toml)
