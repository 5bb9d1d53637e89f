//! What a wasm consists of: its functions, by the names that the compiler gave them.
//!
//! Owns reading the name section (WebAssembly, appendix "Custom Sections") beside the code.

use wasmparser::{BinaryReaderError, KnownCustom, Name, Parser, Payload, TypeRef};

/// The names and bodies of all functions that have both.
///
/// # Errors
/// If it is no wasm.
pub fn functions(wasm: &[u8]) -> Result<Vec<(&str, &[u8])>, BinaryReaderError> {
    // Functions are numbered through, those that are imported first.
    let mut imported = 0;
    let mut bodies = Vec::new();
    let mut names = Vec::new();
    for payload in Parser::new(0).parse_all(wasm) {
        match payload? {
            Payload::ImportSection(imports) => {
                for import in imports.into_imports() {
                    imported += usize::from(matches!(import?.ty, TypeRef::Func(_)));
                }
            }
            Payload::CodeSectionEntry(body) => bodies.push(body.as_bytes()),
            Payload::CustomSection(section) => {
                let KnownCustom::Name(subsections) = section.as_known() else { continue };
                for subsection in subsections {
                    let Name::Function(map) = subsection? else { continue };
                    for naming in map {
                        let naming = naming?;
                        names.push((naming.index, naming.name));
                    }
                }
            }
            _ => {}
        }
    }
    let body = |index: u32| bodies.get(usize::try_from(index).ok()?.checked_sub(imported)?);
    Ok(names.into_iter().filter_map(|(index, name)| Some((name, *body(index)?))).collect())
}

/// Whether a function is defined in a module, or is a method of a type or trait that is.
///
/// `<p256::arithmetic::Point as group::Group>::double` is in `p256` and in `group`.
pub fn is_in(name: &str, module: &str) -> bool {
    let is_path = |character: char| character.is_alphanumeric() || "_:".contains(character);
    name.match_indices(module).any(|(at, _)| {
        !name[..at].ends_with(is_path) && {
            let rest = &name[at + module.len()..];
            // The compiler may put its number of a crate behind the name: core[c5930c85a12de822].
            rest.starts_with("::") || rest.starts_with('[')
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_is_found_by_whole_names_at_the_beginning_of_a_path() {
        for (name, module, expected) in [
            ("p256::ecdsa::verify::h0123", "p256", true),
            ("<p256::Scalar as ff::Field>::square", "ff", true),
            ("<&mut sha2[c5930c85a12de822]::Sha256>::update", "sha2", true),
            ("status_widget::core::signed::jws::Envelope::signers", "status_widget::core::signed", true),
            ("status_widget::core::encoding::digest::Digest::of", "digest", false),
            ("rp256::f", "p256", false),
            ("p256k1::f", "p256", false),
        ] {
            assert_eq!(is_in(name, module), expected, "{name} in {module}");
        }
    }

    #[test]
    fn bodies_are_found_behind_the_imports() {
        // (module (import "a" "b" (func)) (func $one) (func $two (nop)))
        let wasm = b"\0asm\x01\0\0\0\
            \x01\x04\x01\x60\0\0\
            \x02\x07\x01\x01a\x01b\0\0\
            \x03\x03\x02\0\0\
            \x0a\x08\x02\x02\0\x0b\x03\0\x01\x0b\
            \0\x15\x04name\x01\x0e\x03\0\x01b\x01\x03one\x02\x03two";
        let functions = functions(wasm).expect("it is a wasm");
        assert_eq!(functions, [("one", &b"\0\x0b"[..]), ("two", &b"\0\x01\x0b"[..])]);
    }
}
