//! What tests share: a publisher who signs by hand, a reader with a page open, a desk at
//! which the real `statusctl` runs, and views rendered natively.

#[cfg(not(target_family = "wasm"))]
pub mod desk;
pub mod locale;
pub mod newer;
#[cfg(not(target_family = "wasm"))]
pub mod other_json;
pub mod publisher;
pub mod reader;
#[cfg(all(not(target_family = "wasm"), unix))]
pub mod terminal;
#[cfg(not(target_family = "wasm"))]
pub mod worst;
