//! What has to be said under a chain: the weakest links, circles, other days, and what is left out.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::heads::changing;
use super::paths::{Above, Hop, Step};
use super::{Call, ChainQuery, Met};
use crate::error::Result;
use crate::reader::Reader;
use crate::verdict::Verdict;

/// So many of a kind are named, and the others counted.
const NAMED: usize = 5;

/// What refers to ids is kept until all are known, and named together.
type Text = Box<dyn Fn(&dyn Fn(&str) -> String) -> String>;

/// What has to be said; `call` gives what some ids are called.
pub(super) fn notes(
    reader: &Reader,
    asked: &ChainQuery,
    above: &Above,
    ways: &[Vec<Step>],
    call: Call<'_>,
) -> Result<Vec<String>> {
    let mut texts: Vec<Text> = Vec::new();
    let mut ids: BTreeSet<String> = BTreeSet::new();
    let mut say = |named: &[&str], text: Text| {
        ids.extend(named.iter().map(|id| (*id).to_owned()));
        texts.push(text);
    };
    weakest(ways, &mut say);
    circles(ways, &mut say);
    left_out(reader, asked, above, &mut say);
    if !asked.start.window.is_single_day() {
        on_other_days(reader, asked, above, &mut say)?;
    }
    let called = call(&ids)?;
    let name = |id: &str| called.get(id).cloned().unwrap_or_else(|| id.to_owned());
    let mut notes = asked.start.notes.clone();
    notes.extend(texts.iter().map(|text| text(&name)));
    Ok(notes)
}

type Say<'say> = &'say mut dyn FnMut(&[&str], Text);

/// Of each path to the top its weakest link.
fn weakest(ways: &[Vec<Step>], say: Say<'_>) {
    let mut tops: BTreeMap<(&str, &str), &Step> = BTreeMap::new();
    for steps in ways {
        let Some(start) = steps.first() else { continue };
        if start.is_top {
            let id = start.body.clone();
            say(&[&start.body], Box::new(move |name| format!("nothing is known to be above {}", name(&id))));
        }
        let has_top = steps.iter().any(|step| step.is_top);
        let highest = steps.iter().map(|step| step.level).max().unwrap_or(0);
        // Where all paths end in circles, the longest counts.
        let is_end = |step: &&Step| if has_top { step.is_top } else { step.level == highest };
        for step in steps.iter().filter(is_end).filter(|step| step.hop.is_some()) {
            let best = tops.entry((&start.body, &step.body)).or_insert(step);
            if step.strength < best.strength {
                *best = step;
            }
        }
    }
    for ((start, top), step) in tops.iter().take(NAMED) {
        let Some(weakest) = step.weakest.clone() else { continue };
        let (from, to) = ((*start).to_owned(), (*top).to_owned());
        let ids = [*start, *top, &weakest.below, &weakest.above];
        let text: Text = match weakest.judged.verdict {
            Verdict::Certain => Box::new(move |name| {
                format!("every link from {} up to {} is certain", name(&from), name(&to))
            }),
            _ => {
                let weakest = Rc::clone(&weakest);
                Box::new(move |name| {
                    format!("weakest link from {} up to {}: {}", name(&from), name(&to), link(&weakest, name))
                })
            }
        };
        say(&ids, text);
    }
    let more = tops.len().saturating_sub(NAMED);
    if more > 0 {
        say(
            &[],
            Box::new(move |_| format!("{more} more paths to the top: the column path has their verdicts")),
        );
    }
}

/// A link in words, with its verdict, reason, records and sources.
fn link(hop: &Hop, name: &dyn Fn(&str) -> String) -> String {
    let judged = &hop.judged;
    format!(
        "{} under {}, {} ({}; {} from {})",
        name(&hop.below),
        name(&hop.above),
        judged.verdict,
        judged.reason,
        judged.records.join(", "),
        judged.sources.join(", ")
    )
}

/// Bodies that are above themselves.
fn circles(ways: &[Vec<Step>], say: Say<'_>) {
    let mut found: BTreeSet<Vec<&str>> = BTreeSet::new();
    for steps in ways {
        let mut way: Vec<&str> = Vec::new();
        for step in steps {
            way.truncate(step.level);
            if step.met == Met::Circle {
                let begins = way.iter().position(|id| *id == step.body).unwrap_or(0);
                found.insert(way[begins..].to_vec());
            }
            way.push(&step.body);
        }
    }
    for circle in found.iter().take(NAMED) {
        let ids: Vec<String> = circle.iter().map(|id| (*id).to_owned()).collect();
        let text: Text = Box::new(move |name| {
            let named = shortened(&ids.iter().map(|id| name(id)).collect::<Vec<_>>(), ", then ");
            format!("a circle, followed no further: above {named} is {} again", name(&ids[0]))
        });
        say(circle, text);
    }
    let more = found.len().saturating_sub(NAMED);
    if more > 0 {
        say(&[], Box::new(move |_| format!("{more} more circles, followed no further")));
    }
}

/// Links that do not hold on the day, or have a verdict that is not asked for.
fn left_out(reader: &Reader, asked: &ChainQuery, above: &Above, say: Say<'_>) {
    let day = reader.day();
    let (excluded, hidden): (Vec<&Rc<Hop>>, Vec<&Rc<Hop>>) =
        above.others.iter().partition(|hop| hop.judged.verdict == Verdict::Excluded);
    let lists =
        [(excluded, format!("excluded on {day}")), (hidden, format!("left out by --verdict on {day}"))];
    for (hops, why) in lists {
        if hops.is_empty() || (asked.start.bodies.is_empty()) {
            continue;
        }
        let hops: Vec<Rc<Hop>> = hops.into_iter().cloned().collect();
        let ids: Vec<String> =
            hops.iter().take(NAMED).flat_map(|hop| [hop.below.clone(), hop.above.clone()]).collect();
        let named: Vec<&str> = ids.iter().map(String::as_str).collect();
        let text: Text = Box::new(move |name| {
            let each = |hop: &Rc<Hop>| {
                format!("{} under {}: {}", name(&hop.below), name(&hop.above), hop.judged.reason)
            };
            let links = if hops.len() == 1 { "link" } else { "links" };
            format!(
                "{} {links} {why}: {}",
                hops.len(),
                shortened(&hops.iter().map(each).collect::<Vec<_>>(), "; ")
            )
        });
        say(&named, text);
    }
}

/// Of an event whose day is not known: whether the answer is the same on all days that it may have been on.
fn on_other_days(reader: &Reader, asked: &ChainQuery, above: &Above, say: Say<'_>) -> Result<()> {
    let window = asked.start.window;
    let all = || above.hops().chain(&above.others);
    let links: Vec<Rc<Hop>> = all().filter(|hop| hop.in_window.len() > 1).cloned().collect();
    let mut bodies: BTreeSet<&str> = asked.start.bodies.iter().map(|(id, _)| id.as_str()).collect();
    let held = all().filter(|hop| hop.in_window.iter().any(|(_, verdict)| *verdict != Verdict::Excluded));
    bodies.extend(held.map(|hop| hop.above.as_str()));
    let heads = changing(reader, &bodies.into_iter().collect::<Vec<_>>(), window)?;
    let days = window.run_of_days().unwrap_or_else(|| "all days".to_owned());
    if links.is_empty() && heads.is_empty() {
        let text = format!("the verdicts are the same on every day of its date ({days})");
        say(&[], Box::new(move |_| text.clone()));
        return Ok(());
    }
    let ids: Vec<String> = links
        .iter()
        .flat_map(|hop| [hop.below.clone(), hop.above.clone()])
        .chain(heads.iter().cloned())
        .collect();
    let named: Vec<&str> = ids.iter().map(String::as_str).collect();
    let text: Text = Box::new(move |name| {
        let links = links.iter().map(|hop| format!("{} under {}", name(&hop.below), name(&hop.above)));
        let heads = heads.iter().map(|id| format!("who headed {}", name(id)));
        let all: Vec<String> = links.chain(heads).collect();
        format!(
            "on other days of its date ({days}) verdicts differ: {} (ask for a day with --on)",
            shortened(&all, "; ")
        )
    });
    say(&named, text);
    Ok(())
}

/// The first few of a list.
fn shortened(texts: &[String], between: &str) -> String {
    let more = if texts.len() > NAMED { format!("{between}…") } else { String::new() };
    format!("{}{more}", texts[..texts.len().min(NAMED)].join(between))
}
