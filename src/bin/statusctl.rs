//! The publisher's tool. All of it is in the library.

#![forbid(unsafe_code)]

#[cfg(not(target_family = "wasm"))]
fn main() -> std::process::ExitCode {
    status_widget::native::main()
}

#[cfg(target_family = "wasm")]
fn main() {}
