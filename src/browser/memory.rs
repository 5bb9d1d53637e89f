//! What the browser remembers: the last verified file, under the portal's pin.
//!
//! Owns two entries of local storage a pin: the file, and how late it was when it was
//! last looked at. The file is its own proof (it is verified again before it counts), and
//! the time can only make it expire sooner; so nothing that is stored has to be believed.
//! There is nothing personal in either. Storage that is missing, full or throws only
//! means that nothing is remembered.

use web_sys::Storage;

use crate::core::encoding::digest::Digest;
use crate::core::encoding::unix_time::UnixTime;

/// One pin's entries.
pub struct Memory {
    storage: Option<Storage>,
    /// The name of the file's entry.
    pub key: String,
    /// The name of the time's entry.
    time_key: String,
}

impl Memory {
    /// The memory for `pin`.
    pub fn new(pin: &Digest) -> Self {
        let storage = web_sys::window().and_then(|window| window.local_storage().ok().flatten());
        let key = format!("status-widget {pin}");
        Self { storage, time_key: format!("{key} time"), key }
    }

    /// What is remembered, by this page or another tab.
    pub fn recall(&self) -> Option<(String, UnixTime)> {
        let storage = self.storage.as_ref()?;
        let file = storage.get_item(&self.key).ok().flatten()?;
        let time = storage.get_item(&self.time_key).ok().flatten().and_then(|time| time.parse().ok());
        Some((file, UnixTime::from_secs(time.unwrap_or_default())))
    }

    /// Remembers `file` instead.
    pub fn keep(&self, file: &str) {
        if let Some(storage) = &self.storage {
            // Full or forbidden: then this reader has no memory.
            let _ = storage.set_item(&self.key, file);
            let _ = storage.remove_item(&self.time_key);
        }
    }

    /// Remembers that it was at least `time`, though the device's clock says less.
    pub fn keep_time(&self, time: UnixTime) {
        if let Some(storage) = &self.storage {
            let _ = storage.set_item(&self.time_key, &time.as_secs().to_string());
        }
    }

    /// Forgets everything, and remembers nothing from now on.
    pub fn switch_off(&mut self) {
        if let Some(storage) = self.storage.take() {
            let _ = storage.remove_item(&self.key);
            let _ = storage.remove_item(&self.time_key);
        }
    }
}
