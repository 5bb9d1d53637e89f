//! What a trust document that is yet to be signed will say.
//!
//! Owns which keys and thresholds the next document gets from the one before and from
//! what the holders have agreed upon, and how people name a key. Knows nothing of
//! signatures.

use core::time::Duration;
use std::convert::Infallible;
use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use super::chain_file::ChainFileError;
use crate::core::encoding::unix_time::UnixTime;
use crate::core::signed::jwk::{KeyId, KeySet, PublicKey};
use crate::core::signed::jws::Envelope;
use crate::core::signed::trust::{
    JwkSet, Role, RoleClaims, RolesClaims, TrustClaims, TrustDocument, TrustError,
};
use crate::native::json_file::to_json;
use crate::native::keys::{KeyError, load_public};

/// Why there is no such trust document.
#[derive(Debug, thiserror::Error)]
pub enum PlanError {
    /// The holders have agreed upon something that no widget would take.
    #[error("this would be no trust document that widgets take")]
    Refused(#[from] TrustError),
    /// A key file can't be used.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// A key is to be removed that is not there.
    #[error("`{0}` names no key in this role; `statusctl trust show` lists them")]
    NoSuchKey(KeySelector),
    /// Several keys could be meant.
    #[error("`{0}` is the beginning of several thumbprints; give more of it")]
    Ambiguous(KeySelector),
    /// So few characters that anything could be meant.
    #[error(
        "`{0}` is too short to name a key; give at least {SHORTEST_THUMBPRINT} characters of its thumbprint"
    )]
    TooShort(KeySelector),
    /// There is a document that holders have yet to sign, or the chain is broken.
    #[error("a further trust document can't follow yet")]
    Pending(#[from] ChainFileError),
}

/// How people name a key that is in the chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeySelector {
    /// By the file that holds the public key.
    File(PathBuf),
    /// By its thumbprint or the beginning of that.
    Thumbprint(String),
}

impl FromStr for KeySelector {
    type Err = Infallible;

    /// A file, if there is one of this name, and else a thumbprint.
    fn from_str(text: &str) -> Result<Self, Infallible> {
        let path = Path::new(text);
        Ok(if path.is_file() { Self::File(path.into()) } else { Self::Thumbprint(text.into()) })
    }
}

impl fmt::Display for KeySelector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => path.display().fmt(f),
            Self::Thumbprint(start) => f.write_str(start),
        }
    }
}

/// The fewest characters of a thumbprint that name a key: so many nobody types by mistake.
pub const SHORTEST_THUMBPRINT: usize = 6;

impl KeySelector {
    /// The one key in `keys` that is meant.
    fn find(&self, keys: &KeySet) -> Result<KeyId, PlanError> {
        let found: Vec<KeyId> = match self {
            Self::File(path) => {
                let id = load_public(path)?.id();
                keys.ids().filter(|other| *other == id).collect()
            }
            Self::Thumbprint(start) if start.chars().count() < SHORTEST_THUMBPRINT => {
                return Err(PlanError::TooShort(self.clone()));
            }
            Self::Thumbprint(start) => {
                keys.ids().filter(|id| id.to_string().starts_with(start.as_str())).collect()
            }
        };
        match found[..] {
            [id] => Ok(id),
            [] => Err(PlanError::NoSuchKey(self.clone())),
            _ => Err(PlanError::Ambiguous(self.clone())),
        }
    }
}

/// A role as it is planned: who may sign, and how many of them must.
#[derive(Debug, Clone)]
pub struct RolePlan {
    /// The keys.
    pub keys: KeySet,
    /// How many of them must sign.
    pub threshold: u32,
}

impl RolePlan {
    /// A new role.
    pub fn new(keys: impl IntoIterator<Item = PublicKey>, threshold: u32) -> Self {
        Self { keys: keys.into_iter().collect(), threshold }
    }

    fn claims(&self) -> RoleClaims {
        RoleClaims { kids: self.keys.ids().map(|id| id.to_string()).collect(), threshold: self.threshold }
    }
}

/// What is to become different in a role.
#[derive(Debug, Clone, Default)]
pub struct RoleChange {
    /// Keys that come.
    pub add: Vec<PublicKey>,
    /// Keys that go.
    pub remove: Vec<KeySelector>,
    /// Another threshold.
    pub threshold: Option<u32>,
}

impl RoleChange {
    fn apply(self, role: &Role) -> Result<RolePlan, PlanError> {
        let mut keys = role.keys().clone();
        for selector in &self.remove {
            let id = selector.find(&keys)?;
            keys.remove(&id);
        }
        for key in self.add {
            keys.insert(key.encoded());
        }
        let threshold = || u32::try_from(role.threshold()).unwrap_or(u32::MAX);
        Ok(RolePlan { keys, threshold: self.threshold.unwrap_or_else(threshold) })
    }
}

/// Everything of a trust document that a ceremony decides.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Who publishes.
    pub iss: String,
    /// Which stream.
    pub sub: String,
    /// The document's version.
    pub version: u64,
    /// How long it lives.
    pub lifetime: Duration,
    /// Who signs trust documents.
    pub root: RolePlan,
    /// Who signs status documents.
    pub status: RolePlan,
}

impl Plan {
    /// What follows `last` with these changes.
    ///
    /// # Errors
    /// [`PlanError`] if a key to be removed is not there or can't be told from another.
    pub fn after(
        last: &TrustDocument,
        root: RoleChange,
        status: RoleChange,
        lifetime: Duration,
    ) -> Result<Self, PlanError> {
        Ok(Self {
            iss: last.claims.iss.clone(),
            sub: last.claims.sub.clone(),
            version: last.claims.version + 1,
            lifetime,
            root: root.apply(&last.root)?,
            status: status.apply(&last.status)?,
        })
    }

    /// Whether a key has both roles: root keys belong offline.
    pub fn shares_keys(&self) -> bool {
        self.root.keys.ids().any(|id| self.status.keys.contains(&id))
    }

    /// The document, issued at `iat`; without signatures.
    ///
    /// # Errors
    /// [`PlanError::Refused`] if a threshold can't be reached, or there are too many keys.
    pub fn document(&self, iat: UnixTime) -> Result<Envelope, PlanError> {
        let mut keys = self.root.keys.clone();
        keys.insert_all(&self.status.keys);
        let claims = TrustClaims {
            iss: self.iss.clone(),
            sub: self.sub.clone(),
            version: self.version,
            iat,
            exp: iat.saturating_add(self.lifetime),
            jwks: JwkSet { keys: keys.iter().map(|(_, key)| key.to_jwk()).collect() },
            roles: RolesClaims { root: self.root.claims(), status: self.status.claims() },
        };
        let payload = to_json(&claims);
        TrustDocument::read(payload.as_bytes())?;
        Ok(Envelope::unsigned(payload.as_bytes()))
    }
}

/// A role beside the one before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleDifference {
    /// Keys that were not there before.
    pub added: Vec<KeyId>,
    /// Keys that are no longer there.
    pub removed: Vec<KeyId>,
}

impl RoleDifference {
    /// What `role` changes about `before`; nothing is new in the first document.
    pub fn between(before: Option<&Role>, role: &Role) -> Self {
        let missing_in = |ids: &KeySet, other: &KeySet| ids.ids().filter(|id| !other.contains(id)).collect();
        match before {
            Some(before) => Self {
                added: missing_in(role.keys(), before.keys()),
                removed: missing_in(before.keys(), role.keys()),
            },
            None => Self { added: Vec::new(), removed: Vec::new() },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::signed::jwk::Algorithm;
    use crate::native::keys::PrivateKey;

    const LIFETIME: Duration = Duration::from_secs(60);

    fn keys(count: usize) -> Vec<PublicKey> {
        (0..count).map(|_| PrivateKey::generate(Algorithm::Ed25519).unwrap().public()).collect()
    }

    fn first(root: &[PublicKey], status: &[PublicKey]) -> TrustDocument {
        let plan = Plan {
            iss: "https://status.example".into(),
            sub: "production".into(),
            version: 1,
            lifetime: LIFETIME,
            root: RolePlan::new(root.to_vec(), 1),
            status: RolePlan::new(status.to_vec(), 1),
        };
        TrustDocument::read(&plan.document(UnixTime::from_secs(1)).unwrap().payload_bytes().unwrap()).unwrap()
    }

    #[test]
    fn a_key_that_is_named_badly_is_not_removed() {
        let (root, status) = (keys(1), keys(2));
        let last = first(&root, &status);
        let remove = |named: &str| {
            let change = RoleChange { remove: vec![named.parse().unwrap()], ..RoleChange::default() };
            Plan::after(&last, RoleChange::default(), change, LIFETIME)
        };
        assert!(matches!(remove("nobody"), Err(PlanError::NoSuchKey(_))));
        // Of root, not of status.
        assert!(matches!(remove(&root[0].id().to_string()), Err(PlanError::NoSuchKey(_))));
        // Every thumbprint begins with this.
        assert!(matches!(remove(""), Err(PlanError::TooShort(_))));
        let plan = remove(&status[0].id().to_string()).unwrap();
        assert_eq!(plan.status.keys.ids().collect::<Vec<_>>(), [status[1].id()]);
        assert_eq!((plan.version, plan.status.threshold), (2, 1));
    }

    #[test]
    fn a_threshold_that_nobody_can_reach_is_refused() {
        let last = first(&keys(1), &keys(1));
        let change = RoleChange { threshold: Some(2), ..RoleChange::default() };
        let plan = Plan::after(&last, change, RoleChange::default(), LIFETIME).unwrap();
        assert!(matches!(
            plan.document(UnixTime::from_secs(2)),
            Err(PlanError::Refused(TrustError::Threshold { version: 2 }))
        ));
    }
}
