//! Files in encodings of other countries: what is Korean is read, what is not clear is asked for, nothing is guessed.

use encoding_rs::{
    BIG5, EUC_JP, EUC_KR, Encoding, GBK, KOI8_U, SHIFT_JIS, WINDOWS_1250, WINDOWS_1251, WINDOWS_1252,
    WINDOWS_1253, WINDOWS_1254, WINDOWS_1257,
};
use insta::assert_snapshot;

use crate::support::Workshop;

fn in_encoding(encoding: &'static Encoding, text: &str) -> Vec<u8> {
    let (bytes, _, is_lossy) = encoding.encode(text);
    assert!(!is_lossy, "{text}");
    bytes.into_owned()
}

/// What an import of this file says on standard error; it is refused, and nothing is made.
fn refused(content: &[u8]) -> String {
    let workshop = Workshop::new();
    workshop.write("sources.csv", content);
    let ran = workshop.run(&["import", "sources.csv"]);
    assert_eq!(ran.status, 1, "{ran}");
    assert!(!workshop.path("archive.db").exists());
    ran.err
}

#[test]
fn text_that_cp949_can_read_but_is_not_korean_is_asked_for() {
    for (encoding, option, title) in [
        (WINDOWS_1252, "windows-1252", "The Miners’ and Sailors’ Home"),
        (WINDOWS_1252, "windows-1252", "Äpfel und Ähren"),
        (WINDOWS_1252, "windows-1252", "Handwerkerverein Åbo"),
        (WINDOWS_1250, "windows-1250", "Towarzystwo Przyjaciół Książki"),
        (WINDOWS_1251, "windows-1251", "Общество друзей книги"),
        (KOI8_U, "koi8-u", "Общество друзей книги"),
        (WINDOWS_1253, "windows-1253", "Εταιρεία Φίλων του Βιβλίου"),
        (WINDOWS_1254, "windows-1254", "Kitap Dostları Derneği"),
        (WINDOWS_1257, "windows-1257", "Knygos bičiulių draugija"),
        (SHIFT_JIS, "shift_jis", "読書友の会"),
        (EUC_JP, "euc-jp", "読書友の会"),
        (GBK, "gbk", "中国读者协会"),
        (BIG5, "big5", "中國讀者協會"),
    ] {
        let said = refused(&in_encoding(encoding, &format!("id,title\ns1,{title}\n")));
        let proposal = format!("\n  --encoding {option}: s1,{title}\n");
        assert!(said.contains(":2: cell 2 is not UTF-8"), "{said}");
        let first = said.find("\n  --encoding").unwrap_or_else(|| panic!("{title}: {said}"));
        assert!(said[first..].starts_with(&proposal), "{title}: {said}");
        // What is proposed is an option that exists, and reads the file as it is shown.
        let workshop = Workshop::new();
        workshop.write("sources.csv", in_encoding(encoding, &format!("id,title\ns1,{title}\n")));
        workshop.ok(&["import", "sources.csv", "--encoding", option]);
        assert_eq!(workshop.sqlite3("SELECT title FROM sources"), format!("{title}\n"));
    }
}

#[test]
fn a_single_word_that_may_be_of_many_encodings_is_not_taken_for_korean() {
    for (encoding, option, word) in
        [(KOI8_U, "koi8-u", "друг"), (GBK, "gbk", "工会"), (EUC_JP, "euc-jp", "同盟")]
    {
        let said = refused(&in_encoding(encoding, &format!("id,title\ns1,{word}\n")));
        assert!(said.contains(&format!("--encoding {option}: s1,{word}\n")), "{said}");
    }
}

#[test]
fn each_likely_encoding_is_shown_with_a_line_read_in_it() {
    assert_snapshot!(refused(b"id,title\ns1,plain\ns2,The Weavers\x92 Guild\ns3,Caf\xe9 \x93Zum Anker\x94\n"), @r#"
    error: sources.csv:3: cell 2 is not UTF-8: byte 0x92
      3 | s2,The Weavers� Guild
    error: sources.csv:4: cell 2 is not UTF-8: byte 0xE9
      4 | s3,Caf� �Zum Anker�
    hint: save the file as "CSV UTF-8", or say what it is; line 4 would then read
      --encoding windows-1252: s3,Café “Zum Anker”
    error: 2 rows refused; nothing was changed
    "#);
}

#[test]
fn a_file_in_utf_8_with_one_odd_line_is_never_read_as_anything_else() {
    let rows = ["s1,조선신보", "s2,Café Anker", "s3,북녘 소식"];
    for place in 0..=rows.len() {
        let mut lines: Vec<Vec<u8>> = rows.iter().map(|row| row.as_bytes().to_vec()).collect();
        lines.insert(place, b"s9,The Women\x92s Weekly".to_vec());
        lines.insert(0, b"id,title".to_vec());
        let said = refused(&lines.join(b"\n".as_slice()));
        assert!(said.contains(&format!("sources.csv:{}: cell 2 is not UTF-8", place + 2)), "{said}");
        assert!(said.contains("most of the file is UTF-8"), "{said}");
        assert!(said.contains("\n  windows-1252: s9,The Women’s Weekly\n"), "{said}");
        assert!(!said.contains("--encoding"), "{said}");
    }
}

#[test]
fn what_comes_late_in_a_long_file_counts_as_well() {
    let mut text: String = (0..20_000).map(|number| format!("s{number},로동신문 보도 {number}\n")).collect();
    text.insert_str(0, "id,title\n");
    let mut bytes = in_encoding(EUC_KR, &text);
    bytes.extend_from_slice(b"last,\xff\xfe\n");
    let said = refused(&bytes);
    assert!(said.contains("sources.csv:2: cell 2 is not UTF-8"), "{said}");
    // Alone, it is Korean to the end.
    bytes.truncate(bytes.len() - b"last,\xff\xfe\n".len());
    let workshop = Workshop::new();
    workshop.write("sources.csv", &bytes);
    let out = workshop.ok(&["import", "sources.csv"]);
    assert!(out.starts_with("sources.csv: CP949 (EUC-KR) (detected"), "{out}");
    assert_eq!(workshop.sqlite3("SELECT title FROM sources WHERE id = 's19999'"), "로동신문 보도 19999\n");
}

#[test]
fn korean_with_latin_names_and_hanja_is_still_korean() {
    for title in [
        "KCNA 조선중앙통신 보도",
        "조선민주녀성동맹(朝鮮民主女性同盟) 중앙위원회",
        "金正恩 국무위원장, Rodong Sinmun의 론평 “자력갱생”",
        "김·리·박 3인의 보고 ― 제7차 대회 ①",
    ] {
        let workshop = Workshop::new();
        workshop.write("sources.csv", in_encoding(EUC_KR, &format!("id,title\ns1,\"{title}\"\n")));
        workshop.ok(&["import", "sources.csv"]);
        assert_eq!(workshop.sqlite3("SELECT title FROM sources"), format!("{title}\n"));
    }
}

#[test]
fn utf_16_without_a_mark_is_found_though_the_header_is_korean() {
    let text = "이름,출처\n김중린,roster\n가각,roster\n";
    let workshop = Workshop::new();
    for is_little in [true, false] {
        let bytes: Vec<u8> = text
            .encode_utf16()
            .flat_map(|unit| if is_little { unit.to_le_bytes() } else { unit.to_be_bytes() })
            .collect();
        workshop.write("list.csv", bytes);
        let out = workshop.ok(&["profile", "new", "list.csv"]);
        assert!(out.contains("이름"), "{out}");
    }
}
