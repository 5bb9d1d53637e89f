//! Keys for the items of lists, where an item has no id.
//!
//! Owns how items of one name are told apart. With a key on every item of a list, Yew
//! leaves an item's elements, and what a reader has opened or focused in them, as they
//! are when others come, go or change places. Two items must never have the same one:
//! Yew could then forget elements and leave them on the page.

/// The items, each with its key. Those of one name are counted from the end, because
/// what is new, like a second message of the same day, comes first.
pub fn keyed<T>(items: &[T], name: fn(&T) -> &str) -> impl Iterator<Item = (String, &T)> {
    let names: Vec<&str> = items.iter().map(name).collect();
    keys(&names).into_iter().zip(items)
}

// Apart, so that there is one of it for all kinds of items.
#[inline(never)]
fn keys(names: &[&str]) -> Vec<String> {
    let mut keys = Vec::new();
    for (index, name) in names.iter().enumerate() {
        let after = names[index + 1..].iter().filter(|other| *other == name).count();
        keys.push([&after.to_string(), " ", name].concat());
    }
    keys
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn keys_of(names: &[&str]) -> Vec<String> {
        keyed(names, |name| name).map(|(key, _)| key).collect()
    }

    #[test]
    fn no_key_stands_twice() {
        let names = ["a", "b", "a", "", "", "1 a", "2 a", "a", "1", "1 1"];
        let keys = keys_of(&names);
        assert_eq!(keys.len(), names.len());
        assert_eq!(keys.iter().collect::<BTreeSet<_>>().len(), names.len());
    }

    #[test]
    fn an_item_keeps_its_key_whatever_comes_goes_or_changes_places() {
        let [one, two, three] = ["one", "two", "three"].map(|name| keys_of(&[name]).remove(0));
        assert_eq!(keys_of(&["three", "one", "two"]), [&*three, &*one, &*two]);
        assert_eq!(keys_of(&["two", "three"]), [two, three]);
    }

    #[test]
    fn a_second_message_of_the_same_day_leaves_the_first_its_key() {
        let before = keys_of(&["2023-05-03", "2023-05-02"]);
        let after = keys_of(&["2023-05-03", "2023-05-03", "2023-05-02"]);
        assert_eq!(after[1..], before);
    }
}
