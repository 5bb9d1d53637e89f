//! `statusctl watch`: what readers get, looked at from outside.

use core::time::Duration;

use super::{CommandResult, Exit, note, out};
use crate::core::document::calendar::When;
use crate::core::encoding::digest::Digest;
use crate::core::encoding::unix_time::UnixTime;
use crate::core::error::chain;
use crate::core::signed::verify::{Authentic, authenticate};
use crate::native::clock;
use crate::native::fetch::fetch;
use crate::native::publish::{believed_until, check_fresh, expires_soon};

/// Arguments of `watch`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Where readers fetch the status file; several are mirrors of one another
    #[arg(value_name = "URL", required = true)]
    urls: Vec<String>,
    /// The digest of the first trust document, as the portal's snippet has it
    #[arg(long, value_name = "sha256-…")]
    pin: Digest,
    /// How long before its end a document is reported
    #[arg(long, value_name = "TIME", value_parser = clock::lifetime, default_value = "30m")]
    warn: Duration,
    /// Print metrics for Prometheus (its text format) instead of sentences
    #[arg(long)]
    metrics: bool,
}

/// How one address stands, from good to bad; as monitoring plug-ins have it
/// (<https://www.monitoring-plugins.org/doc/guidelines.html>).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Standing {
    Good = 0,
    Warning = 1,
    Critical = 2,
}

/// What was found at one address.
struct Found<'a> {
    url: &'a str,
    standing: Standing,
    words: String,
    authentic: Option<Authentic>,
}

/// Looks once at every address.
///
/// # Errors
/// Exit code 1 if one soon shows unknown states or lags behind, 2 if one does now.
pub fn run(args: &Args) -> CommandResult {
    let now = clock::now();
    let mut found: Vec<Found<'_>> = args.urls.iter().map(|url| look(url, args, now)).collect();
    let version = |one: &Found<'_>| one.authentic.as_ref().map(|authentic| authentic.claims().version);
    let newest = found.iter().filter_map(version).max();
    for one in &mut found {
        if one.standing == Standing::Good && version(one) < newest {
            one.standing = Standing::Warning;
            one.words = format!("{}; another mirror has a newer version", one.words);
        }
    }
    if args.metrics {
        out(metrics(&found, now).trim_end())?;
    } else {
        for one in &found {
            let label = match one.standing {
                Standing::Good => "OK",
                Standing::Warning => "WARNING",
                Standing::Critical => "CRITICAL",
            };
            out(format_args!("{label}: {}: {}", one.url, one.words))?;
        }
    }
    match found.iter().map(|one| one.standing).max() {
        None | Some(Standing::Good) => Ok(()),
        Some(worst) => {
            note("docs/publisher.md says what to do");
            Err(Exit(worst as u8).into())
        }
    }
}

fn look<'a>(url: &'a str, args: &Args, now: UnixTime) -> Found<'a> {
    let bad = |words: String, authentic| Found { url, standing: Standing::Critical, words, authentic };
    let file = match fetch(url) {
        Ok(file) => file,
        Err(error) => return bad(chain(&error).to_string(), None),
    };
    let authentic = match authenticate(&file, &args.pin) {
        Ok(authentic) => authentic,
        Err(refusal) => return bad(format!("readers refuse this file: {}", chain(&refusal)), None),
    };
    if let Err(error) = check_fresh(&authentic, now) {
        return bad(error.to_string(), Some(authentic));
    }
    let until = believed_until(&authentic);
    let mut words = format!("version {}, believed until {}", authentic.claims().version, When::from(until));
    let mut standing = Standing::Good;
    if check_fresh(&authentic, now.saturating_add(args.warn)).is_err() {
        standing = Standing::Warning;
        words.push_str("; it was not signed again in time");
    }
    if expires_soon(authentic.trust(), now) {
        standing = Standing::Warning;
        words = format!("{words}; the trust chain expires at {}", When::from(authentic.trust().expires()));
    }
    Found { url, standing, words, authentic: Some(authentic) }
}

/// Metrics in the text format of Prometheus (version 0.0.4).
fn metrics(found: &[Found<'_>], now: UnixTime) -> String {
    type Value = fn(&Found<'_>, UnixTime) -> Option<u64>;

    const METRICS: [(&str, &str, Value); 5] = [
        (
            "status_file_standing",
            "0 all well, 1 soon not believed or behind a mirror, 2 not believed",
            |one, _| Some(one.standing as u64),
        ),
        ("status_file_version", "Version of the document", |one, _| {
            Some(one.authentic.as_ref()?.claims().version)
        }),
        ("status_file_issued_seconds", "When the document was issued, seconds since 1970", |one, _| {
            Some(one.authentic.as_ref()?.claims().iat.as_secs())
        }),
        ("status_file_believed_seconds", "For how much longer readers believe the document", |one, now| {
            let until = believed_until(one.authentic.as_ref()?).as_secs();
            Some(until.saturating_sub(now.as_secs()))
        }),
        (
            "status_file_trust_expires_seconds",
            "When the trust chain expires, seconds since 1970",
            |one, _| Some(one.authentic.as_ref()?.trust().expires().as_secs()),
        ),
    ];
    let mut text = String::new();
    for (name, help, value) in METRICS {
        text.push_str(&format!("# HELP {name} {help}\n# TYPE {name} gauge\n"));
        for one in found {
            if let Some(value) = value(one, now) {
                let url = one.url.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
                text.push_str(&format!("{name}{{url=\"{url}\"}} {value}\n"));
            }
        }
    }
    text
}
