//! Placeholder.
#[derive(Debug, clap::Args)]
pub struct Args {}
pub fn run(_: &Args) -> super::CommandResult {
    Ok(())
}
#[derive(Debug, clap::Args)]
pub struct SampleArgs {}
pub fn sample(_: &SampleArgs) -> super::CommandResult {
    Ok(())
}
