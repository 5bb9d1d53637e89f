//! The reader's own insurer, as the browser's own list.
//!
//! Owns that nothing happens before the button is pressed (WCAG 2.2, 3.2.2), and that list
//! and button stay the same elements when the choice is made. What the button does stands in
//! `browser::actions`.

use yew::{Html, html};

use super::faq::button;
use super::keys::keyed;
use crate::core::presentation::phrases::Phrases;
use crate::core::presentation::view_model::Chooser;

/// The list of insurers.
pub fn chooser(phrases: &Phrases, chooser: &Chooser) -> Html {
    let chosen = &chooser.chosen;
    let label = if chosen.is_some() { phrases.other_insurer } else { phrases.your_insurer };
    html! {
        <div id="insurer_" class="fields">
            <label>
                { label }
                <select>
                    // Yew puts options in from the last to the first, and browsers select the first
                    // that comes unless one says that it is.
                    <option key="" value="" selected={chosen.is_none()}>{ phrases.please_choose }</option>
                    for (key, (id, name)) in keyed(&chooser.insurers, |(id, _)| id) {
                        <option key={key} value={id.clone()} lang={name.lang.clone()} selected={chosen.as_ref() == Some(id)}>
                            { &name.text }
                        </option>
                    }
                </select>
            </label>
            { button("choose", phrases.show) }
            if let Some(is_remembered) = chooser.is_remembered {
                <label class="tick">
                    <input type="checkbox" data-action="remember" checked={is_remembered} />
                    { phrases.remember }
                </label>
            }
        </div>
    }
}
