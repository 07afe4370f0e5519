use super::*;

/// The surest tier in which two names share a key, whichever is asked about first.
pub(super) fn shared(one: &str, other: &str) -> Option<Tier> {
    let (one, other) = (Keys::of_person(one), Keys::of_person(other));
    assert_eq!(one.shared(&other), other.shared(&one), "{one:?} {other:?}");
    one.shared(&other)
}

/// Asserts that this is the surest tier in which two names share a key.
pub(super) fn expect(one: &str, other: &str, tier: Option<Tier>) {
    let keys = [one, other].map(Keys::of_person);
    assert_eq!(shared(one, other), tier, "{one} {other}: {keys:?}");
}

#[test]
fn every_spelling_of_one_man_finds_the_others() {
    let strict = [
        "Kim Jung-rin",
        "Kim Jung Rin",
        "Kim Chung-rin",
        "Kim Chung-nin",
        "김중린",
        "金仲麟",
        "KIM Jung Rin",
        "Kim Jungrin",
        "Gim Jungrin",
        "Kim Cwung-lin",
    ];
    for one in strict {
        for other in strict {
            assert!(
                shared(one, other) <= Some(Tier::Strict),
                "{one} {other}: {:?} {:?}",
                Keys::of_person(one),
                Keys::of_person(other)
            );
            assert!(
                shared(one, other).is_some(),
                "{one} {other}: {:?} {:?}",
                Keys::of_person(one),
                Keys::of_person(other)
            );
        }
        assert!(
            shared(one, "キム・チュンリン").is_some(),
            "{one}: {:?}",
            Keys::of_person("キム・チュンリン")
        );
        assert!(shared(one, "Jung-rin Kim").is_some(), "{one}");
        assert!(shared(one, "김중인").is_some(), "{one}");
    }
}

#[test]
fn names_that_look_alike_stay_apart() {
    for (one, other) in [
        ("Son Yong-hyok", "Son Jong-hyok"),
        ("Ri Myong-chol", "Ri Pyong-chol"),
        ("Kang Chang-uk", "Kang Chang-ok"),
        ("Kim Yong-nam", "Kim Yang-nam"),
        ("Kim Jong-un", "Kim Jong-il"),
        ("Pak Nam-gi", "Pak Nam-gil"),
    ] {
        expect(one, other, None);
    }
}

#[test]
fn each_way_of_writing_has_its_tier() {
    use Tier::{Strict, Wide, Written};
    for (one, other, tier) in [
        ("Jang Song-thaek", "Chang Sŏng-t'aek", Strict),
        ("Jang Song-thaek", "Jang Sung-taek", Wide),
        ("Chang Sŏng-t'aek", "Jang Sung-taek", Wide),
        ("Jang Song-thaek", "장성택", Strict),
        ("Jang Song-thaek", "張成沢", Strict),
        ("Kim Jong-un", "Kim Jong Un", Written),
        ("Kim Jong-un", "KIM Jong Un", Written),
        ("Kim Jong-un", "Kim Chŏng-ŭn", Strict),
        ("Kim Jong-un", "Jong-un Kim", Wide),
        ("Kim Jong-un", "Kim, Jong Un", Written),
        ("Kim Jong-un", "Jong Un KIM", Strict),
        ("Kim Jong-un", "Kim Jeong-eun", Strict),
        ("Kim Jong-un", "kimjongun", Written),
        ("Kim Jong-un", "キム・ジョンウン", Wide),
        ("Kim Jong-un", "キムジョンウン", Wide),
        ("Kim Jong-un", "金正恩", Strict),
        ("Ri Yong-ho", "Lee Young-ho", Wide),
        ("Ri Yong-ho", "Rhee Yong-ho", Wide),
        ("Ri Yong-ho", "Yi Yŏng-ho", Wide),
        ("Ri Yong-ho", "李英浩", Strict),
        ("Pak Pong-ju", "Park Bong-joo", Wide),
        ("Pak Pong-ju", "Pak Bong Ju", Strict),
        ("Choe Ryong-hae", "Ch'oe Ryong-hae", Written),
        ("Choe Ryong-hae", "Choi Ryong-hae", Strict),
        ("Choe Ryong-hae", "Choi Yong-hae", Wide),
        ("Choe Ryong-hae", "최용해", Wide),
        ("O Jin-u", "Oh Jin-woo", Wide),
        ("O Kuk-ryol", "O Kŭng-nyŏl", Strict),
        ("O Kuk-ryol", "Oh Kuk-yol", Wide),
        ("O Kuk-ryol", "오극렬", Strict),
        ("Paek Nam-nyong", "백남룡", Strict),
        ("Ryang Hyong-sop", "Yang Hyŏng-sŏp", Wide),
        ("Ryang Hyong-sop", "Ryang Hyŏng-sŏp", Written),
        ("Jon Pyong-ho", "Chŏn Pyŏng-ho", Strict),
        ("Nam Gung Ok", "남궁옥", Strict),
        ("Namgung Ok", "남궁옥", Strict),
        ("Pak Mog-wŏl", "Bak Mokwol", Strict),
        ("Kim Chan-guk", "Kim Changuk", Written),
        ("Kim Chang-uk", "Kim Changuk", Written),
        ("Hwang Byong-so", "Hwang Pyong So", Strict),
        ("Ryom Chol-song", "Yum Chul-sung", Wide),
        ("Woo Dong-chuk", "U Tong-chuk", Wide),
    ] {
        expect(one, other, Some(tier));
    }
}

#[test]
fn names_of_other_languages_are_compared_as_they_are_written() {
    for name in ["Hans-Peter Müller", "C. Kenneth Quinones", "123", ""] {
        let keys = Keys::of_person(name);
        assert!(keys.iter().all(|(tier, _)| tier != Tier::Strict), "{name}: {keys:?}");
    }
    assert_eq!(shared("José Álvarez", "jose alvarez"), Some(Tier::Written));
    assert_eq!(Keys::of_text("Women's Union – Korea"), Keys::of_text("WOMENS union korea"));
}
