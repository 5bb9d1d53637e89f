//! The small parts of every text: words, times, links and marks.
//!
//! Owns how a text says its language and which addresses become links. Knows nothing
//! of what stands around it.

use yew::{Html, html};

use crate::core::document::rich_text::check_link;
use crate::core::presentation::view_model::{NamedLink, Names, Time, Words};

/// The text. One in another language says so and, since it may run the other way,
/// keeps its direction to itself.
#[inline(never)]
pub fn words(words: &Words) -> Html {
    match &words.lang {
        Some(lang) => html! { <bdi lang={lang.clone()}>{ &words.text }</bdi> },
        None => Html::from(&words.text),
    }
}

/// Several names: "A, B und C", "A, B und 3 weitere".
pub fn list(names: &Names) -> Html {
    html! {
        <>
            for (before, name) in &names.0 {
                { before }
                { words(name) }
            }
        </>
    }
}

/// A time for readers and for machines.
#[inline(never)]
pub fn time(time: &Time) -> Html {
    html! { <time datetime={time.datetime.clone()}>{ &time.text }</time> }
}

/// A paragraph of what stands beside: `before`, which may be empty, and what follows.
#[inline(never)]
pub fn meta(before: &'static str, says: Html) -> Html {
    html! { <p class="meta">{ before }{ says }</p> }
}

/// A paragraph: `before`, which may be empty, and what follows.
#[inline(never)]
pub fn line(before: &'static str, says: Html) -> Html {
    html! { <p>{ before }{ says }</p> }
}

/// A paragraph that stands out.
#[inline(never)]
pub fn strong_line(says: Html) -> Html {
    html! { <p><strong>{ says }</strong></p> }
}

/// Something folded. With an id, it is found again if everything is made anew.
#[inline(never)]
pub fn folded(id: String, class: &'static str, summary: Html, inner: Html) -> Html {
    html! {
        <details id={id} class={class}>
            <summary>{ summary }</summary>
            { inner }
        </details>
    }
}

/// A link to `url`; only what it says, where the address is refused. The target
/// does not learn on which insurer's page its reader was, and gets no hold of the
/// window either (HTML Standard, link type `noreferrer`).
pub fn link(url: &str, says: Html) -> Html {
    match check_link(url) {
        Ok(()) => html! { <a href={url.to_owned()} rel="noreferrer">{ says }</a> },
        Err(_) => says,
    }
}

/// A link that the portal gives: to a page of its own host or of another. Only what it says
/// where the address is of any other kind, as where a portal's own filter lets through what it
/// does not know as a link.
pub fn portal_link(href: &str, says: Html) -> Html {
    // What stands before the first colon is a scheme, unless the path or what follows it has begun.
    let scheme = href.split(['/', '?', '#']).next().and_then(|before| before.split_once(':'));
    let is_of_the_web =
        scheme.is_none_or(|(scheme, _)| ["https", "http"].iter().any(|web| scheme.eq_ignore_ascii_case(web)));
    // The platform ignores some of these within a scheme (URL Standard, section 4.4).
    let is_plain = !href.contains(|sign: char| sign.is_control() || sign.is_whitespace());
    if is_of_the_web && is_plain {
        html! { <a href={href.to_owned()}>{ says }</a> }
    } else {
        says
    }
}

/// A link beside the text.
pub fn named_link(named: &NamedLink) -> Html {
    link(&named.url, words(&named.name))
}

/// A small mark behind what it marks.
#[inline(never)]
pub fn mark(says: &'static str, is_there: bool) -> Html {
    html! {
        if is_there {
            { " " }
            <span class="mark">{ says }</span>
        }
    }
}
