//! Putting signatures onto documents: the steps that people take, each on a machine of
//! their own.
//!
//! | room | owns |
//! |---|---|
//! | [`signature`] | one signature onto an envelope, and the forms in which tokens give one |
//! | [`chain_file`] | the chain of trust documents, the last of which may lack signatures |
//! | [`plan`] | what a trust document that is yet to be signed will say |
//! | [`prepared`] | a document on its way to a key that lives elsewhere |
//!
//! Knows nothing of where private keys come from, and nothing of readers; what they get
//! is for [`crate::native::publish`] to say. Reads no clock and prints nothing.

pub mod chain_file;
pub mod plan;
pub mod prepared;
pub mod signature;
