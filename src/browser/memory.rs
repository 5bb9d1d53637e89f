//! What the browser remembers: the last verified file, under the portal's pin.
//!
//! Owns one entry of local storage a pin. The file is its own proof (it is
//! verified again before it counts), so nothing else has to be stored and nothing
//! that is stored has to be believed. There is nothing personal in it. Storage
//! that is missing, full or throws only means that nothing is remembered.

use web_sys::Storage;

use crate::core::encoding::digest::Digest;

/// One pin's entry.
pub struct Memory {
    storage: Option<Storage>,
    key: String,
}

impl Memory {
    /// The memory for `pin`; none if the portal has switched it off.
    pub fn new(pin: &Digest, enabled: bool) -> Self {
        let storage = enabled.then(|| web_sys::window()?.local_storage().ok().flatten()).flatten();
        Self { storage, key: format!("status-widget {pin}") }
    }

    /// What is remembered, by this page or another tab.
    pub fn recall(&self) -> Option<String> {
        self.storage.as_ref()?.get_item(&self.key).ok().flatten()
    }

    /// Remembers `file` instead.
    pub fn keep(&self, file: &[u8]) {
        if let (Some(storage), Ok(text)) = (&self.storage, core::str::from_utf8(file)) {
            if self.recall().as_deref() == Some(text) {
                return;
            }
            // Full or forbidden: then this reader has no memory.
            let _ = storage.set_item(&self.key, text);
        }
    }
}
