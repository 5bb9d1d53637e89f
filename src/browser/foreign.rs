//! Changes that somebody else makes to what we show: translators, reading aids.
//!
//! Owns telling theirs from ours, by the nodes that change and not by their text: a
//! `MutationObserver` records everything, and what it has recorded while we rendered is
//! ours. (A comparison of texts would not see a word that was split into two nodes, and
//! Yew would then write a new state into a node that no longer stands on the page.)

use std::cell::Cell;
use std::rc::Rc;

use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, MutationObserver, MutationObserverInit, ShadowRoot};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(extends = MutationObserver)]
    #[derive(Clone)]
    type Observer;

    /// Also where the page has put something in its place that throws.
    #[wasm_bindgen(method, catch, js_name = takeRecords)]
    fn records(this: &Observer) -> Result<js_sys::Array, JsValue>;
}

/// Watches one shadow tree.
pub struct ForeignChanges {
    observer: Option<Observer>,
    seen: Rc<Cell<bool>>,
    /// We are changing something until the end of what runs now.
    is_ours: Rc<Cell<bool>>,
    _callback: Closure<dyn FnMut()>,
}

impl Drop for ForeignChanges {
    fn drop(&mut self) {
        if let Some(observer) = &self.observer {
            observer.disconnect();
        }
    }
}

impl ForeignChanges {
    /// Watches everything in `root` from now on.
    pub fn watch(root: &ShadowRoot) -> Self {
        let seen = Rc::new(Cell::new(false));
        let callback = {
            let seen = seen.clone();
            Closure::<dyn FnMut()>::new(move || seen.set(true))
        };
        let observer = MutationObserver::new(callback.as_ref().unchecked_ref()).ok();
        let init = MutationObserverInit::new();
        init.set_child_list(true);
        init.set_character_data(true);
        init.set_subtree(true);
        let observer = observer.filter(|observer| observer.observe_with_options(root, &init).is_ok());
        let observer = observer.map(|observer| observer.unchecked_into());
        // Without an observer, anybody may have changed anything.
        seen.set(observer.is_none());
        Self { observer, seen, is_ours: Rc::default(), _callback: callback }
    }

    /// We begin to change something: what was changed until now was somebody else.
    pub fn begin_own(&self) {
        if !self.is_ours.get() && recorded(self.observer.as_ref()) > 0 {
            self.seen.set(true);
        }
    }

    /// We are done: what was changed since [`Self::begin_own`] was us.
    pub fn end_own(&self) {
        recorded(self.observer.as_ref());
    }

    /// We are done when what runs now has ended. (Yew renders in it, but may say so only in
    /// another task. This comes before the observer's own callback, for which the platform
    /// takes its place in the queue with the first change, be it only of an attribute that
    /// another observer, of the page or an extension, watches. So it is called before that.)
    pub fn end_own_soon(&self) {
        self.is_ours.set(true);
        let (observer, is_ours) = (self.observer.clone(), self.is_ours.clone());
        spawn_local(async move {
            recorded(observer.as_ref());
            is_ours.set(false);
        });
    }

    /// Whether somebody else has changed anything, as far as is known at
    /// [`Self::begin_own`].
    pub fn are_there(&self) -> bool {
        self.seen.get()
    }

    /// Takes away everything in `root`, wherever somebody may have put it, so that it can be
    /// made anew; not what only decorates it. (Yew would change nodes that are no longer on
    /// the page, and the reader would see the old state for ever.)
    pub fn clear(&self, root: &ShadowRoot, target: &Element) {
        target.set_text_content(None);
        let mut child = root.last_child();
        while let Some(node) = child {
            child = node.previous_sibling();
            if node != **target && node.node_name() != "STYLE" {
                let _ = root.remove_child(&node);
            }
        }
        self.seen.set(self.observer.is_none());
    }
}

/// How much has been recorded since this was asked last.
fn recorded(observer: Option<&Observer>) -> u32 {
    observer.map_or(0, |observer| observer.records().map_or(1, |records| records.length()))
}
