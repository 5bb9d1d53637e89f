//! Writes `seeds/<target>/`: one good input of each kind, from which the fuzzer starts.

mod world;

use std::error::Error;
use std::fs;
use std::path::Path;

use world::support::{Publisher, bytes};

fn main() -> Result<(), Box<dyn Error>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let write = |target: &str, name: &str, data: &[u8]| {
        let folder = root.join("seeds").join(target);
        fs::create_dir_all(&folder).and_then(|()| fs::write(folder.join(name), data))
    };
    for (number, document) in world::documents().iter().enumerate() {
        write("payload", &number.to_string(), &bytes(document))?;
        write("envelope", &number.to_string(), &world::publisher().file(document))?;
    }
    // Of a chain that is shorter, and of another kind of key.
    write("envelope", "one-document", &Publisher::new().file(&world::documents()[0]))?;
    for (number, chain) in world::chains().iter().enumerate() {
        let payloads: Vec<Vec<u8>> = chain.iter().map(bytes).collect();
        write("trust_chain", &number.to_string(), &payloads.join(&0))?;
    }
    for (name, folder) in [("sample", "../examples/notice-2023"), ("starter", "../src/native/folder/starter")] {
        let files =
            ["status.toml", "faq.de.md", "faq.en.md"].map(|file| fs::read(root.join(folder).join(file)));
        let files = files.into_iter().collect::<Result<Vec<_>, _>>()?;
        write("folder", name, &files.join(&0))?;
    }
    Ok(())
}
