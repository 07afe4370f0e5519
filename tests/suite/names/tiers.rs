//! How surely two names share a key.

use orgarchive::name::{Keys, Tier};

/// The surest tier in which two names share a key, whichever is asked about first.
pub fn shared(one: &str, other: &str) -> Option<Tier> {
    let (one, other) = (Keys::of_person(one), Keys::of_person(other));
    assert_eq!(one.shared(&other), other.shared(&one), "{one:?} {other:?}");
    one.shared(&other)
}

/// Asserts that this is the surest tier in which two names share a key.
pub fn expect(one: &str, other: &str, tier: Option<Tier>) {
    let keys = [one, other].map(Keys::of_person);
    assert_eq!(shared(one, other), tier, "{one} {other}: {keys:?}");
}
