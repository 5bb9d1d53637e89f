//! Any bytes as a publisher's folder: `status.toml`, `faq.de.md` and `faq.en.md`,
//! separated by NUL. Whatever is wrong is explained without a panic; whatever compiles
//! is a document that the widget takes.
#![no_main]

#[path = "../world.rs"]
mod world;

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use status_widget::core::document::StatusDocument;
use status_widget::core::signed::verify::authenticate;
use status_widget::native::bilingual::Language;
use status_widget::native::folder::{Sources, compile, render};
use world::support::{NOW, Publisher, claims};

static PUBLISHER: LazyLock<Publisher> = LazyLock::new(Publisher::new);

fuzz_target!(|data: &[u8]| {
    let names = ["status.toml", "faq.de.md", "faq.en.md"].map(str::to_owned);
    let files = data.split(|byte| *byte == 0).map(<[u8]>::to_vec);
    let sources = Sources::from_texts(names.into_iter().zip(files).collect());
    let (content, diagnostics) = compile(&sources);
    for styled in [false, true] {
        let text = render(&sources, &diagnostics, Language::English, styled);
        assert_eq!(text.is_empty(), diagnostics.is_empty());
    }
    let Some(content) = content else {
        assert!(!diagnostics.is_empty(), "nothing came of it, and nobody says why");
        return;
    };
    let document = StatusDocument { claims: claims(1, NOW, NOW + 60 * 60), content };
    let payload = serde_json::to_vec(&document).expect("it has string keys");
    let read = StatusDocument::read(&payload).expect("what compiles can be read");
    assert_eq!(read, document);
    let file = serde_json::to_vec(&PUBLISHER.value_of(&payload)).expect("it has string keys");
    let taken = authenticate(&file, &PUBLISHER.pin()).expect("what compiles is taken");
    assert_eq!(taken.document(), &document);
});
