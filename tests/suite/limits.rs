//! What a stranger's file may cost: room, time, and lines of a screen.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::support::Workshop;

/// A table of sources of about so many MiB.
fn sources(mib: usize) -> Vec<u8> {
    let line = format!("page,A page,{}\n", "a".repeat(1 << 10));
    let mut csv = b"id,title,note\n".to_vec();
    (0..mib << 10).for_each(|row| csv.extend_from_slice(format!("p{row}{}", &line[4..]).as_bytes()));
    csv
}

fn gzip(content: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(content).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn a_compressed_file_that_expands_too_far_is_refused_and_can_be_allowed() {
    let workshop = Workshop::new();
    let content = sources(3);
    let half = content.len() / 2;
    let members = [gzip(&content[..half]), gzip(&content[half..])].concat();
    let zstandard = zstd::encode_all(content.as_slice(), 19).unwrap();
    for (name, compressed) in
        [("sources.csv.gz", gzip(&content)), ("sources-2.csv.gz", members), ("sources.csv.zst", zstandard)]
    {
        assert!(compressed.len() < 1 << 18, "{name}: {}", compressed.len());
        workshop.write(name, &compressed);
        let ran = workshop.run(&["import", "--expand-to", "2", name]);
        assert!(ran.status == 1 && ran.err.contains("more than 2 MiB"), "{name}: {ran}");
        assert!(
            ran.err.contains("--expand-to MIB") && !workshop.path("archive.db").exists(),
            "{name}: {ran}"
        );
        workshop.ok(&["import", "--dry-run", "--expand-to", "4", name]);
    }
    // What is not compressed is as long as it is.
    workshop.write("sources.csv", &content);
    workshop.ok(&["import", "--dry-run", "--expand-to", "1", "sources.csv"]);
}

#[test]
fn what_an_error_quotes_of_a_long_cell_is_cut() {
    let workshop = Workshop::new();
    let long = "x".repeat(200_000);
    let files = [
        ("sources.csv", format!("id,title,published\ns1,A page,{long}\n")),
        ("sources.csv", format!("id,title,kind\ns1,A page,{long}\n")),
        ("sources.csv", format!("id,title,{long}\ns1,A page,a\n")),
        ("sources.csv", format!("id,title\n{long},A page\n")),
        ("places.csv", format!("id,name,kind,source\na,A,city,{long}\n")),
        ("places.csv", format!("id,name,kind,parent,source\na,A,city,{long},s1\n")),
    ];
    for (name, content) in files {
        workshop.write(name, &content);
        let ran = workshop.run(&["import", name]);
        assert!(ran.status == 1 && ran.err.contains(&format!("error: {name}:")), "{}", &ran.err[..500]);
        let longest = ran.err.lines().map(str::len).max().unwrap_or(0);
        assert!(longest < 1_200 && ran.err.len() < 5_000, "{name}: {longest}: {}", &content[..30]);
    }
}

#[test]
fn reasons_of_rejected_rows_are_cut_and_the_rows_are_not() {
    let workshop = Workshop::new();
    let long = "x".repeat(200_000);
    workshop.write("sources.csv", format!("id,title,published\ns1,A page,2001\ns2,A page,{long}\n"));
    assert_eq!(workshop.run(&["import", "--partial", "sources.csv"]).status, 3);
    let rejected = workshop.read("sources.rejected.csv");
    assert!(rejected.contains(&long) && rejected.len() < 201_500, "{}", rejected.len());
}
