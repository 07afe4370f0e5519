use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use clap::Args;
use serde_json::json;

use super::arguments::{OutputArguments, WindowArguments};
use super::{Environment, Outcome};
use crate::conflict::settled::{Settlements, Standing};
use crate::conflict::{Finding, Origins, RULES, Rule, concerning, find};
use crate::date::{Day, Span};
use crate::error::{Error, Result};
use crate::output::{Cell, Column};
use crate::suggest;

/// List where sources contradict each other
///
/// A contradiction is reported only if the records cannot all be right, however their dates are read. Each
/// finding gives its rule, the entity, the days that it concerns, the records and sources of each side, and what
/// would settle it. A row in the table settlements settles one; the finding then shows as settled, with who and why.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  orgarchive conflicts --subject womens-union
  orgarchive conflicts --rule two-holders,posting-dates --from 1990 --to 1999
  orgarchive conflicts --published-by 2010              which were visible to a reader at the end of 2010
  orgarchive conflicts --strict --unsettled             for scripts: status 3 if there are any
  orgarchive conflicts --rules                          the rules, a line each")]
pub struct Conflicts {
    /// Show only what concerns this entity (id or name; may be repeated)
    #[arg(long, value_name = "ID-OR-NAME")]
    subject: Vec<String>,

    /// Show only findings of these rules
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    rule: Vec<String>,

    /// Show only findings with a record of this source (id; may be repeated)
    #[arg(long, value_name = "ID")]
    source: Vec<String>,

    /// Leave out settled contradictions
    #[arg(long)]
    unsettled: bool,

    /// End with status 3 if an unsettled contradiction is shown
    #[arg(long)]
    strict: bool,

    /// List the rules instead
    #[arg(long)]
    rules: bool,

    #[command(flatten)]
    window: WindowArguments,

    #[command(flatten)]
    output: OutputArguments,
}

impl Conflicts {
    pub(super) fn run(self, archive: &Path, environment: &mut Environment<'_>) -> Result<Outcome> {
        let rules = self.chosen()?;
        if self.rules {
            return self.list(&rules, environment);
        }
        let period = self.window.window()?;
        let reader = self.window.open(archive, environment)?;
        let subjects = crate::lookup::ids(reader.connection(), &self.subject, &[])?;
        crate::query::vocabulary::words(reader.connection(), "sources", &self.source)?;
        let origins = Origins::of(&reader)?;
        let settlements = Settlements::of(&reader)?;
        let is_asked = |finding: &Finding| {
            period.is_none_or(|period| finding.matters_in(period))
                && (self.source.is_empty()
                    || finding.sources().iter().any(|source| self.source.iter().any(|asked| asked == source)))
        };
        let about: Vec<&str> = subjects.iter().map(String::as_str).collect();
        let (mut shown, mut open, mut settled) = (0_usize, 0_usize, 0_usize);
        let (mut others, mut unseen) = (0_usize, 0_usize);
        self.output.stream(columns(), &reader, environment, |row| {
            let mut take = |finding: Finding| {
                let standing = settlements.standing(&reader, &finding)?;
                let is_settled = matches!(standing, Standing::Settled(_));
                if !is_asked(&finding) {
                    others += 1;
                    return Ok(());
                }
                if self.unsettled && is_settled {
                    unseen += 1;
                    return Ok(());
                }
                if is_settled {
                    settled += 1
                } else {
                    open += 1
                }
                if self.output.limit.is_none_or(|limit| shown < limit) {
                    shown += 1;
                    row(cells(&finding, &standing, &origins))?;
                }
                Ok(())
            };
            if subjects.is_empty() {
                find(&rules, &reader, &mut take)?;
            } else {
                concerning(&rules, &reader, &about)?.into_iter().try_for_each(&mut take)?;
            }
            let mut notes = vec![counted(open, settled)];
            if shown < open + settled {
                notes.push(format!("{} more rows are left out by --limit {shown}", open + settled - shown));
            }
            if unseen > 0 {
                notes.push(match unseen {
                    1 => "1 settled contradiction is left out by --unsettled".to_owned(),
                    _ => format!("{unseen} settled contradictions are left out by --unsettled"),
                });
            }
            if open + settled + unseen == 0 && !subjects.is_empty() {
                notes.push("only what concerns --subject was looked for".to_owned());
            } else if open + settled + unseen == 0 && others > 0 {
                let by = match (self.source.is_empty(), period.is_some()) {
                    (false, true) => "--source, --from, --to or --on",
                    (true, _) => "--from, --to or --on",
                    (false, false) => "--source",
                };
                notes.push(match others {
                    1 => format!("1 other contradiction is left out by {by}"),
                    _ => format!("{others} other contradictions are left out by {by}"),
                });
            }
            let names: Vec<&str> = rules.iter().map(|rule| rule.name()).collect();
            notes.extend(settlements.idle(&names, &subjects));
            if open + settled + unseen == 0 {
                if !self.rule.is_empty() {
                    notes.push("only what --rule names was looked for".to_owned());
                }
                notes.extend(reader.publication_note());
            }
            notes.extend(reader.notes()?);
            Ok(notes)
        })?;
        Ok(if self.strict && open > 0 { Outcome::Findings } else { Outcome::Done })
    }

    /// The rules that are asked about.
    fn chosen(&self) -> Result<Vec<&'static dyn Rule>> {
        if self.rule.is_empty() {
            return Ok(RULES.to_vec());
        }
        for name in &self.rule {
            if crate::conflict::rule(name).is_none() {
                let hint = suggest::did_you_mean(name, RULES.iter().map(|rule| rule.name()))
                    .unwrap_or_else(|| "orgarchive conflicts --rules lists them".to_owned());
                return Err(Error::with_hint(format!("there is no rule \"{name}\""), hint));
            }
        }
        Ok(RULES.iter().filter(|rule| self.rule.iter().any(|name| name == rule.name())).copied().collect())
    }

    fn list(&self, rules: &[&dyn Rule], environment: &mut Environment<'_>) -> Result<Outcome> {
        let rows = rules
            .iter()
            .map(|rule| {
                let weight = if rule.judges() { "judges" } else { "hints" };
                vec![Cell::from(rule.name()), Cell::from(weight), Cell::from(rule.meaning())]
            })
            .collect();
        let columns = vec![Column::shown("rule"), Column::shown("weight"), Column::shown("meaning")];
        self.output.write(crate::answer::Answer { columns, rows, notes: Vec::new() }, environment)?;
        Ok(Outcome::Done)
    }
}

fn counted(open: usize, settled: usize) -> String {
    let words = match open {
        0 => "no contradiction is open".to_owned(),
        1 => "1 contradiction is open".to_owned(),
        count => format!("{count} contradictions are open"),
    };
    if settled == 0 { words } else { format!("{words}, {settled} settled") }
}

fn columns() -> Vec<Column> {
    vec![
        Column::shown("rule"),
        Column::shown("subject"),
        Column::shown("from"),
        Column::shown("to"),
        Column::shown("message"),
        Column::hidden("sides"),
        Column::hidden("records"),
        Column::shown("sources"),
        Column::hidden("independent"),
        Column::hidden("settled"),
        Column::shown("standing"),
        Column::shown("would_settle"),
    ]
}

fn cells(finding: &Finding, standing: &Standing, origins: &Origins) -> Vec<Cell> {
    let sides: Vec<serde_json::Value> = finding
        .sides
        .iter()
        .map(|side| {
            let sources = side.sources();
            json!({
                "claim": side.claim,
                "entity": side.entity,
                "records": side.records(),
                "sources": sources,
                "independent_sources": origins.independent(&sources),
            })
        })
        .collect();
    let owned = |texts: Vec<&str>| Cell::List(texts.into_iter().map(str::to_owned).collect());
    let day =
        |day: Option<Day>, limit: Day| Cell::from(day.filter(|day| *day != limit).map(|day| day.to_string()));
    let days: Option<Span> = finding.days;
    let settled = match standing {
        Standing::Settled(one) => json!({
            "settlement": one.id, "source": one.source, "by": one.by, "conclusion": one.conclusion,
            "upholds": one.upholds, "recorded_at": one.recorded_at,
        }),
        _ => serde_json::Value::Null,
    };
    vec![
        Cell::from(finding.rule),
        Cell::from(finding.subject.as_str()),
        day(days.map(|days| days.from), Day::MIN),
        day(days.map(|days| days.to), Day::MAX),
        Cell::from(finding.message.as_str()),
        Cell::Object(serde_json::Value::Array(sides)),
        owned(finding.records()),
        owned(finding.sources()),
        Cell::from(independence(finding, origins)),
        Cell::from(settled),
        Cell::from(in_words(standing)),
        Cell::from(finding.would_settle.as_str()),
    ]
}

/// Whether each side has an origin of its own to rest on: so many origins that every side can be given another one.
fn independence(finding: &Finding, origins: &Origins) -> &'static str {
    let roots: Vec<BTreeSet<&str>> =
        finding.sides.iter().map(|side| origins.roots(&side.sources())).collect();
    let mut given: BTreeMap<&str, usize> = BTreeMap::new();
    let all = (0..roots.len()).all(|side| give(side, &roots, &mut given, &mut BTreeSet::new()));
    if all { "yes" } else { "no" }
}

/// Gives a side an origin that no other side has, moving others to another one of theirs where that helps.
fn give<'root>(
    side: usize,
    roots: &[BTreeSet<&'root str>],
    given: &mut BTreeMap<&'root str, usize>,
    tried: &mut BTreeSet<&'root str>,
) -> bool {
    for root in &roots[side] {
        if tried.insert(root) {
            let holder = given.get(root).copied();
            if holder.is_none_or(|holder| give(holder, roots, given, tried)) {
                given.insert(root, side);
                return true;
            }
        }
    }
    false
}

fn in_words(standing: &Standing) -> String {
    match standing {
        Standing::Open => "open".to_owned(),
        Standing::Settled(one) => {
            let upholds = if one.upholds.is_empty() {
                String::new()
            } else {
                format!(" (upholds {})", one.upholds.join(", "))
            };
            format!("settled by {}: {}{upholds}", one.by, one.conclusion)
        }
        Standing::Lapsed(one, later) => {
            format!(
                "open again: {} was added or changed after it was settled by {} ({})",
                later.join(", "),
                one.by,
                one.id
            )
        }
    }
}
