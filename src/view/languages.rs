//! The languages in which the widget speaks, each in its own words.
//!
//! Owns that they are links, which can be sent to somebody else, and that they are folded:
//! who reads German need not pass them. What a click does stands in `browser::actions`.

use yew::{Html, html};

use super::icon::globe;
use crate::core::presentation::language::Language;
use crate::core::presentation::view_model::{LANGUAGE_FRAGMENT, WidgetModel};

/// The languages, where there is a choice.
pub fn languages(model: &WidgetModel) -> Html {
    let current = model.locale.language;
    let label = model.locale.phrases.languages;
    html! {
        if !model.languages.is_empty() {
            <details id="languages_" class="languages">
                <summary aria-label={[label, ": ", current.own_name()].concat()}>{ globe() }{ " " }{ current.own_name() }</summary>
                <nav aria-label={label}>
                    <ul role="list">
                        for language in model.languages {
                            { link(*language, *language == current) }
                        }
                    </ul>
                </nav>
            </details>
        }
    }
}

fn link(language: Language, is_current: bool) -> Html {
    let tag = language.tag();
    html! {
        <li key={tag}>
            <a
                href={["#", LANGUAGE_FRAGMENT, tag].concat()}
                data-action="language"
                lang={tag}
                hreflang={tag}
                dir={language.direction().as_str()}
                aria-current={is_current.then_some("true")}
            >
                { language.own_name() }
            </a>
        </li>
    }
}
