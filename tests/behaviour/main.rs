//! How the whole behaves, one module a subject: `cargo test --test behaviour` runs all of
//! it, `cargo test --test behaviour session::` one subject.
//!
//! Subjects that need nothing but the core run as wasm in a browser, too.

// A test that can't be set up has failed.
#![allow(clippy::unwrap_used)]

#[path = "../support/mod.rs"]
mod support;

mod attacks;
#[cfg(not(target_family = "wasm"))]
mod authoring;
#[cfg(not(target_family = "wasm"))]
mod banner;
#[cfg(not(target_family = "wasm"))]
mod ceremony;
#[cfg(not(target_family = "wasm"))]
mod channels;
#[cfg(not(target_family = "wasm"))]
mod cli;
#[cfg(not(target_family = "wasm"))]
mod compiler;
#[cfg(not(target_family = "wasm"))]
mod completions;
#[cfg(not(target_family = "wasm"))]
mod contract;
#[cfg(not(target_family = "wasm"))]
mod docs;
#[cfg(not(target_family = "wasm"))]
mod doctor;
#[cfg(not(target_family = "wasm"))]
mod document;
#[cfg(not(target_family = "wasm"))]
mod editors;
#[cfg(not(target_family = "wasm"))]
mod exports;
#[cfg(not(target_family = "wasm"))]
mod four_eyes;
#[cfg(not(target_family = "wasm"))]
mod frames;
#[cfg(not(target_family = "wasm"))]
mod german;
#[cfg(not(target_family = "wasm"))]
mod json;
#[cfg(all(not(target_family = "wasm"), unix))]
mod key_services;
#[cfg(not(target_family = "wasm"))]
mod keyed_lists;
mod languages;
#[cfg(all(not(target_family = "wasm"), unix))]
mod operating;
#[cfg(all(not(target_family = "wasm"), unix))]
mod pace;
#[cfg(not(target_family = "wasm"))]
mod pages;
#[cfg(not(target_family = "wasm"))]
mod preview;
#[cfg(not(target_family = "wasm"))]
mod properties;
#[cfg(not(target_family = "wasm"))]
mod publishing;
#[cfg(not(target_family = "wasm"))]
mod readability;
#[cfg(not(target_family = "wasm"))]
mod refusal;
#[cfg(not(target_family = "wasm"))]
mod rooms;
#[cfg(not(target_family = "wasm"))]
mod round_trip;
#[cfg(not(target_family = "wasm"))]
mod sample;
#[cfg(not(target_family = "wasm"))]
mod serving;
mod session;
mod skipped;
#[cfg(not(target_family = "wasm"))]
mod snippets;
#[cfg(not(target_family = "wasm"))]
mod starters;
#[cfg(not(target_family = "wasm"))]
mod stylesheet;
#[cfg(not(target_family = "wasm"))]
mod translations;
mod trust_chain;
mod vectors;
mod view_model;
#[cfg(not(target_family = "wasm"))]
mod views;
