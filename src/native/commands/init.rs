//! Placeholder.
#[derive(Debug, clap::Args)]
pub struct Args {}
pub fn run(_: &Args) -> super::CommandResult {
    Ok(())
}
