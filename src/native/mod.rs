//! The native shell: `statusctl`, the publisher's tool.
//!
//! Owns files, the terminal, private keys and the compiler from a folder to a
//! payload. What it signs and what readers verify goes through [`crate::core`].

pub mod folder;
