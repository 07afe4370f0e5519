//! Profiles that come with the program, for formats that many write.

/// Their names, and their texts.
const ALL: &[(&str, &str)] = &[
    ("bibtex", include_str!("bibtex.toml")),
    ("csl-json", include_str!("csl-json.toml")),
    ("ftm", include_str!("ftm.toml")),
    ("popolo", include_str!("popolo.toml")),
];

/// The text of the profile of that name.
#[must_use]
pub fn built_in(name: &str) -> Option<&'static str> {
    ALL.iter().find(|(own, _)| *own == name).map(|(_, text)| *text)
}

/// The names of all of them.
pub fn built_in_names() -> impl Iterator<Item = &'static str> {
    ALL.iter().map(|(name, _)| *name)
}
