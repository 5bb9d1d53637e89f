//! How elements, texts and lists are made.
//!
//! Owns the one place where the virtual DOM's types are put together. Yew's macro
//! writes that out anew for every element, which was a good part of the wasm; it
//! stays where an element needs more than names and texts.

use yew::virtual_dom::{AttributeOrProperty, Attributes, VList, VTag, VText};
use yew::{AttrValue, Html};

/// An element with one class, or without the attribute if that is empty. A child
/// that may be missing is an empty one, so that those after it keep their place.
pub fn element(tag: &'static str, class: &str, children: Vec<Html>) -> Html {
    if class.is_empty() {
        element_with(tag, &[], &[], children)
    } else {
        element_with(tag, &["class"], &[class], children)
    }
}

/// An element with the attributes `names` and their `values`.
pub fn element_with(
    tag: &'static str,
    names: &'static [&'static str],
    values: &[&str],
    children: Vec<Html>,
) -> Html {
    let mut element = VTag::new(tag);
    let mut attributes = Vec::new();
    for value in values {
        attributes.push(Some(AttributeOrProperty::Attribute(owned(value))));
    }
    element.attributes = Attributes::Dynamic { keys: names, values: attributes.into() };
    if let Some(place) = element.children_mut() {
        *place = fragment(children);
    }
    element.into()
}

/// A text node.
pub fn text(text: &str) -> Html {
    VText::new(owned(text)).into()
}

/// Several nodes one after another.
pub fn fragment(nodes: Vec<Html>) -> Html {
    VList::from(nodes).into()
}

/// One node for each of `items`.
pub fn each<T>(items: &[T], make: impl Fn(&T) -> Html) -> Html {
    let mut nodes = Vec::new();
    for item in items {
        nodes.push(make(item));
    }
    fragment(nodes)
}

/// What is made of `item`, if there is one.
pub fn maybe<T>(item: Option<T>, make: impl FnOnce(T) -> Html) -> Html {
    item.map_or_else(Html::default, make)
}

fn owned(text: &str) -> AttrValue {
    AttrValue::Rc(text.into())
}
