//! Generated tables that look like an archive of many years: bodies of very different sizes, vague dates, repetition.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

const BODIES: u64 = 2_000;
const SOURCES: u64 = 500;
const PLACES: u64 = 200;
const CHAPTERS: u64 = 2_000;

/// Numbers that come out the same every time (splitmix64).
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }

    /// Small numbers are far more common than large ones.
    fn skewed(&mut self, bound: u64) -> u64 {
        let one = self.below(bound);
        let other = self.below(bound);
        one.min(other).min(self.below(bound))
    }

    fn date(&mut self, year: u64) -> String {
        let (month, day) = (self.below(12) + 1, self.below(28) + 1);
        match self.below(10) {
            0..3 => format!("{year}"),
            3..6 => format!("{year}-{month:02}"),
            6 => format!("{year}~"),
            7 => format!("[{year}-{month:02}-01..{year}-{month:02}-{day:02}]"),
            _ => format!("{year}-{month:02}-{day:02}"),
        }
    }
}

/// Writes the tables of an archive with so many postings, and a quarter as many events, into a folder.
///
/// # Errors
/// If a file cannot be written.
pub fn generate(folder: &Path, postings: u64) -> io::Result<()> {
    std::fs::create_dir_all(folder)?;
    let mut chance = Chance(7);
    let officials = (postings / 8).max(100);
    table(folder, "sources", "id,title,publisher,published,url", SOURCES, |number| {
        let year = 1990 + number % 30;
        format!(
            "source-{number},Report {number},Publisher {},{year}-0{}-15,https://example.org/{number}",
            number % 40,
            number % 9 + 1
        )
    })?;
    table(folder, "titles", "id,name,office,holders,rank", 8, |number| {
        let (office, holders) = if number < 3 { ("head", "one") } else { ("", "many") };
        format!("title-{number},Title {number},{office},{holders},{}", number + 1)
    })?;
    table(folder, "attributes", "id,name,type,cardinality,change", 3, |number| {
        let attributes = [
            "died,died,date,one,constant",
            "born,born,date,one,constant",
            "members,members,number,one,changing",
        ];
        attributes[usize::try_from(number).unwrap_or(0)].to_owned()
    })?;
    table(folder, "relation_kinds", "id,name,inverse,hierarchy", 1, |_| {
        "subordinate-to,is subordinate to,has the subordinate,yes".to_owned()
    })?;
    table(folder, "event_kinds", "id,name", 5, |number| format!("kind-{number},Kind {number}"))?;
    table(folder, "places", "id,name,kind,parent,source,credibility", PLACES, |number| {
        let parent = if number < 10 { String::new() } else { format!("place-{}", number % 10) };
        format!("place-{number},Place {number},county,{parent},source-1,2")
    })?;
    table(folder, "organizations", "id,name,kind,source,credibility", BODIES, |number| {
        format!("body-{number},Body {number},mass-organization,source-{},2", number % SOURCES)
    })?;
    table(folder, "officials", "id,name,source,credibility", officials, |number| {
        format!("official-{number},Kim Official {number},source-{},2", number % SOURCES)
    })?;
    table(folder, "chapters", "id,organization,name,level,place,source,credibility", CHAPTERS, |number| {
        let organization = number % 100;
        format!(
            "chapter-{number},body-{organization},Chapter {number},county,place-{},source-{},2",
            number % PLACES,
            number % SOURCES
        )
    })?;
    table(folder, "facts", "subject,attribute,value,until,as_of,source", officials / 2, |number| {
        let source = number % SOURCES;
        match number % 5 {
            0 => format!("official-{},died,{},,,source-{source}", number * 2, 1990 + number % 30),
            // Two sources give each of these births, and now and then another year.
            1 | 2 => {
                let (official, year) = (number / 5, 1900 + number / 5 % 60 + u64::from(number % 500 == 1));
                format!("official-{official},born,{year},,,source-{source}")
            }
            _ => format!(
                "body-{},members,{},..,{},source-{source}",
                number % BODIES,
                1_000 + number % BODIES * 10 + number % 7,
                1950 + number / BODIES % 70
            ),
        }
    })?;
    table(
        folder,
        "names",
        "subject,label,name,language,kind,since,until,source,credibility",
        officials / 4,
        |number| {
            let source = number % SOURCES;
            if number % 4 == 0 {
                let (body, spell) = (number / 4 % BODIES, number / 4 / BODIES);
                let since = 1950 + spell * 5 % 70;
                format!(
                    "body-{body},name-{spell},Body {body} of {since},en,official,{since},{},source-{source},2",
                    since + 5
                )
            } else {
                format!(
                    "official-{number},,김{},ko-Hang,variant,,,source-{source},2",
                    number % (officials / 5).max(1)
                )
            }
        },
    )?;
    table(
        folder,
        "relations",
        "subject,relation,object,since,until,source,credibility",
        BODIES * 2,
        |number| {
            let (body, year) = (number % BODIES, 1950 + number / BODIES * 20);
            format!(
                "body-{body},subordinate-to,body-{},{year},{},source-{},2",
                body / 10,
                year + 20,
                number % SOURCES
            )
        },
    )?;
    table(
        folder,
        "postings",
        "official,organization,chapter,title,title_as_written,since,until,as_of,source,locator,quote,credibility",
        postings,
        |number| {
            let source = number * SOURCES / postings.max(1);
            let title = chance.below(8);
            let quote = format!(
                "source-{source},p. {},\"said, in a line of {number}\",{}",
                number % 90,
                number % 4 + 1
            );
            let (organization, chapter, body) = if chance.below(4) == 0 {
                let chapter = chance.below(CHAPTERS);
                (String::new(), format!("chapter-{chapter}"), BODIES + chapter)
            } else {
                let body = chance.skewed(BODIES);
                (format!("body-{body}"), String::new(), body)
            };
            if title < 3 {
                // One holds the office after the other; several reports name the same, and one in fifty another.
                let turn = chance.below(12);
                let year = 1950 + turn * 5;
                let holder = if chance.below(50) == 0 {
                    chance.below(officials)
                } else {
                    (body * 131 + turn * 7) % officials
                };
                let since = chance.date(year);
                let until = if chance.below(3) == 0 { "..".to_owned() } else { (year + 5).to_string() };
                let as_of = if until == ".." { (year + 2).to_string() } else { String::new() };
                return format!(
                    "official-{holder},{organization},{chapter},title-{title},as line {number} has it,{since},{until},{as_of},{quote}"
                );
            }
            let official = chance.below(officials);
            let year = 1950 + chance.below(60);
            let since = if chance.below(5) == 0 { String::new() } else { chance.date(year) };
            let until = match chance.below(3) {
                0 => "..".to_owned(),
                1 => String::new(),
                _ => {
                    let years = 2 + chance.below(9);
                    chance.date(year + years)
                }
            };
            format!(
                "official-{official},{organization},{chapter},title-{title},as the report has it,{since},{until},,{quote}"
            )
        },
    )?;
    table(
        folder,
        "events",
        "id,kind,title,date,place,organization,official,source,credibility",
        postings / 4,
        |number| {
            let year = 1950 + chance.below(70);
            let date = chance.date(year);
            format!(
                "event-{number},kind-{},Event {number},{date},place-{},body-{},official-{},source-{},2",
                number % 5,
                chance.below(PLACES),
                chance.skewed(BODIES),
                chance.below(officials),
                chance.below(SOURCES)
            )
        },
    )
}

fn table(
    folder: &Path,
    name: &str,
    header: &str,
    rows: u64,
    mut row: impl FnMut(u64) -> String,
) -> io::Result<()> {
    let mut out = BufWriter::new(File::create(folder.join(format!("{name}.csv")))?);
    writeln!(out, "{header}")?;
    for number in 0..rows {
        writeln!(out, "{}", row(number))?;
    }
    out.flush()
}
