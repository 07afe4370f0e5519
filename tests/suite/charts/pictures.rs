//! The pictures in `docs/pictures` are what the commands of `docs/charts.md` draw of the seed.

use std::path::Path;

use super::assert_harmless;
use crate::support::Workshop;

#[test]
fn the_pictures_of_the_documentation_are_those_of_the_seed() {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
    let page = std::fs::read_to_string(docs.join("charts.md")).expect("the page");
    let commands: Vec<&str> = page.lines().filter_map(|line| line.strip_prefix("orgarchive ")).collect();
    assert!(commands.len() >= 4, "{commands:?}");
    let workshop = Workshop::seeded();
    for command in commands {
        let arguments: Vec<&str> = command.split(' ').collect();
        workshop.ok(&arguments);
        let name = arguments.last().expect("a file");
        assert!(page.contains(&format!("](pictures/{name})")), "{name} is shown");
        let drawn = workshop.read(name);
        assert_harmless(&drawn);
        let kept = docs.join("pictures").join(name);
        // How they are renewed: see CONTRIBUTING.md.
        if std::env::var_os("ORGARCHIVE_PICTURES").is_some_and(|word| word == "write") {
            std::fs::create_dir_all(docs.join("pictures")).expect("a folder");
            std::fs::write(&kept, &drawn).expect("a picture");
        }
        let kept = std::fs::read_to_string(&kept).unwrap_or_default();
        assert!(
            kept == drawn,
            "{name} differs: ORGARCHIVE_PICTURES=write cargo test --test suite charts::pictures"
        );
    }
}
