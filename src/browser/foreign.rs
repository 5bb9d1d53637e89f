//! Changes that somebody else makes to what we show: translators, reading aids.
//!
//! Owns telling theirs from ours, by the nodes that change and not by their text: a
//! `MutationObserver` records everything, and what it has recorded while we rendered is
//! ours. (A comparison of texts would not see a word that was split into two nodes, and
//! Yew would then write a new state into a node that no longer stands on the page.)

use std::cell::Cell;
use std::rc::Rc;

use wasm_bindgen::JsCast as _;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, MutationObserver, MutationObserverInit, ShadowRoot};

/// Watches one element with all that is in it.
pub struct ForeignChanges {
    observer: Option<MutationObserver>,
    seen: Rc<Cell<bool>>,
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
    /// Watches `target` from now on.
    pub fn watch(target: &Element) -> Self {
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
        let observer = observer.filter(|observer| observer.observe_with_options(target, &init).is_ok());
        // Without an observer, anybody may have changed anything.
        seen.set(observer.is_none());
        Self { observer, seen, _callback: callback }
    }

    /// We begin to change something: what was changed until now was somebody else.
    pub fn begin_own(&self) {
        if self.recorded() > 0 {
            self.seen.set(true);
        }
    }

    /// We are done: what was changed since [`Self::begin_own`] was us.
    pub fn end_own(&self) {
        self.recorded();
    }

    fn recorded(&self) -> u32 {
        self.observer.as_ref().map_or(0, |observer| observer.take_records().length())
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
