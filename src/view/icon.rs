//! States and notices as text with an icon and a colour.
//!
//! Owns the icons, which differ in shape so that they can be told apart without
//! colour. Icons are hidden from screen readers: the words beside them say it all.

use yew::{Html, html};

use crate::core::document::ServiceStatus;

/// The icon of a state: a disc with a tick, a triangle with an exclamation mark, a
/// half-full disc, an octagon with a cross, a square with a pause sign, and a
/// diamond with a question mark.
#[inline(never)]
pub fn icon(status: ServiceStatus) -> Html {
    // Shapes on a grid of 24 by 24; what is drawn twice is a hole.
    let shape = match status {
        ServiceStatus::Operational => {
            "M12 1a11 11 0 1 0 0 22a11 11 0 0 0 0-22zM10.3 17.3l-5-5 1.9-1.9 3.1 3.1 6.5-6.5 1.9 1.9z"
        }
        ServiceStatus::DegradedPerformance => {
            "M12 1.5L23.5 22H.5zM10.7 8.5h2.6l-.4 7h-1.8zM10.7 17h2.6v2.6h-2.6z"
        }
        ServiceStatus::PartialOutage => {
            "M12 1a11 11 0 1 0 0 22a11 11 0 0 0 0-22zM12 3.6a8.4 8.4 0 0 1 0 16.8z"
        }
        ServiceStatus::MajorOutage => {
            "M7.5 1h9L23 7.5v9L16.5 23h-9L1 16.5v-9zM12 10.2L8.4 6.6 6.6 8.4l3.6 3.6-3.6 3.6 1.8 1.8 3.6-3.6 3.6 3.6 1.8-1.8-3.6-3.6 3.6-3.6-1.8-1.8z"
        }
        ServiceStatus::UnderMaintenance => "M2 2h20v20H2zM7.5 7h3v10h-3zM13.5 7h3v10h-3z",
        ServiceStatus::Unknown => {
            "M12 0l12 12-12 12L0 12zM12 5.5a3.8 3.8 0 0 0-3.8 3.8h2.3a1.5 1.5 0 1 1 2.2 1.3c-1.2.7-1.9 1.5-1.9 3.2h2.3c0-.8.3-1 .9-1.4A3.8 3.8 0 0 0 12 5.5zM10.8 15.5h2.4v2.4h-2.4z"
        }
    };
    svg(shape)
}

/// The sign beside the language: a globe.
pub fn globe() -> Html {
    svg(
        "M12 1a11 11 0 1 0 0 22a11 11 0 0 0 0-22zM3.2 11a9 9 0 0 1 5.5-7.3A17 17 0 0 0 7 11zM9 11a15 15 0 0 1 3-7.8 15 15 0 0 1 3 7.8zM17 11a17 17 0 0 0-1.7-7.3A9 9 0 0 1 20.8 11zM3.2 13H7a17 17 0 0 0 1.7 7.3A9 9 0 0 1 3.2 13zM9 13h6a15 15 0 0 1-3 7.8A15 15 0 0 1 9 13zM17 13h3.8a9 9 0 0 1-5.5 7.3A17 17 0 0 0 17 13z",
    )
}

fn svg(shape: &'static str) -> Html {
    html! {
        <svg viewBox="0 0 24 24" width="20" height="20" aria-hidden="true">
            <path fill="currentColor" fill-rule="evenodd" d={shape} />
        </svg>
    }
}
