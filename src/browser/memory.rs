//! What the browser remembers: the last verified file, under the portal's pin.
//!
//! Owns two entries of a storage a pin: the file, and how late it was when it was last looked
//! at. The file is its own proof (it is verified again before it counts), and the time can
//! only make it expire sooner; so nothing that is stored has to be believed. There is nothing
//! personal in either. A third entry, the reader's insurer, is there only where the reader
//! has asked for it (§ 25 TDDDG). Storage that is missing, full or throws only means that
//! nothing is remembered.

use web_sys::Storage;

use crate::core::encoding::digest::Digest;
use crate::core::encoding::unix_time::UnixTime;

/// How long anything is remembered; what keeps less comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Keeps {
    /// Not at all.
    Nothing,
    /// Until the tab is closed.
    Session,
    /// Until somebody deletes it.
    Always,
}

/// One pin's entries.
pub struct Memory {
    storage: Option<Storage>,
    keeps: Keeps,
    /// The name of the file's entry.
    pub key: String,
    /// The name of the time's entry.
    time_key: String,
    /// The name of the insurer's entry.
    tenant_key: String,
}

fn local() -> Option<Storage> {
    web_sys::window().and_then(|window| window.local_storage().ok().flatten())
}

fn session() -> Option<Storage> {
    web_sys::window().and_then(|window| window.session_storage().ok().flatten())
}

impl Memory {
    /// The memory for `pin`.
    pub fn new(pin: &Digest) -> Self {
        let key = format!("status-widget {pin}");
        let [time_key, tenant_key] = ["time", "tenant"].map(|of| format!("{key} {of}"));
        Self { storage: local(), keeps: Keeps::Always, key, time_key, tenant_key }
    }

    /// Remembers no more than `keeps` from now on, and forgets what there is beyond. What one
    /// element of the page forbids, no other allows again.
    pub fn restrict(&mut self, keeps: Keeps) {
        if keeps >= self.keeps {
            return;
        }
        self.keeps = keeps;
        let mut forbidden = vec![local()];
        if keeps == Keeps::Nothing {
            forbidden.push(session());
        }
        for storage in forbidden.into_iter().flatten() {
            for key in [&self.key, &self.time_key, &self.tenant_key] {
                let _ = storage.remove_item(key);
            }
        }
        self.storage = if keeps == Keeps::Session { session() } else { None };
    }

    fn get(&self, key: &str) -> Option<String> {
        self.storage.as_ref()?.get_item(key).ok().flatten()
    }

    /// What is remembered, by this page or another tab.
    pub fn recall(&self) -> Option<(String, UnixTime)> {
        let file = self.get(&self.key)?;
        let time = self.get(&self.time_key).and_then(|time| time.parse().ok());
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

    /// Whether there is a choice to be remembered.
    pub fn is_on(&self) -> bool {
        self.storage.is_some()
    }

    /// The insurer that the reader wanted remembered.
    pub fn tenant(&self) -> Option<String> {
        self.get(&self.tenant_key)
    }

    /// Remembers the reader's insurer, or none.
    pub fn keep_tenant(&self, tenant: Option<&str>) {
        if let Some(storage) = &self.storage {
            let _ = match tenant {
                Some(tenant) => storage.set_item(&self.tenant_key, tenant),
                None => storage.remove_item(&self.tenant_key),
            };
        }
    }
}
