//! Cases that trigger rules, and near misses, beyond those of the documentation.

use super::*;

const POSTINGS: &str = "# postings.csv\nid,official,organization,title,term,since,until,as_of,source\n";

fn postings(rows: &str) -> String {
    format!("{POSTINGS}{rows}")
}

#[test]
fn two_holders_need_certain_days() {
    // Somebody who began between the beginning by one source and the end by another: there were two times in office.
    finds_nothing(
        "two-holders",
        &postings(
            "p1,kim,union,chair,,1990,,,a\np2,kim,union,chair,,,2000,,b\np3,ri,union,chair,,1995-05-05,,,b\n",
        ),
    );
    finds("two-holders", &postings("p1,kim,union,chair,,1990,2000,,a\np3,ri,union,chair,,1995-05-05,,,b\n"));
    // Seen on a day of the other's time in office; and on some day of a month, which is not a day in particular.
    finds(
        "two-holders",
        &postings("p1,kim,union,chair,,1990,2000,,a\np2,ri,union,chair,,,..,1995-05-05,b\n"),
    );
    finds_nothing(
        "two-holders",
        &postings("p1,kim,union,chair,,1990,2000,,a\np2,ri,union,chair,,,..,1995-05,b\n"),
    );
    // The month in which the other left.
    finds_nothing(
        "two-holders",
        &postings("p1,kim,union,chair,,1990,1995-05-31,,a\np2,ri,union,chair,,,..,1995-05,b\n"),
    );
    // Elected, or seen, on one day by two sources; and a handover on one day.
    finds(
        "two-holders",
        &postings("p1,kim,union,chair,,1995-05-15,,,a\np2,ri,union,chair,,1995-05-15,,,b\n"),
    );
    finds(
        "two-holders",
        &postings("p1,kim,union,chair,,,..,1995-05-15,a\np2,ri,union,chair,,,..,1995-05-15,b\n"),
    );
    finds_nothing(
        "two-holders",
        &postings("p1,kim,union,chair,,1990,1995-05-15,,a\np2,ri,union,chair,,1995-05-15,2001,,b\n"),
    );
    // Two terms of one official are not two holders, and an office of many has many.
    finds_nothing(
        "two-holders",
        &postings("p1,kim,union,chair,1,1990,2000,,a\np2,kim,union,chair,2,1995,2005,,b\n"),
    );
    finds_nothing(
        "two-holders",
        &postings("p1,kim,union,member,,1990,2000,,a\np2,ri,union,member,,1995,2005,,b\n"),
    );
    // Titles of one office are one office.
    finds(
        "two-holders",
        &postings("p1,kim,union,chair,,1990,2000,,a\np2,ri,union,first-secretary,,1995,2005,,b\n"),
    );
    // Another body.
    finds_nothing(
        "two-holders",
        &postings("p1,kim,union,chair,,1990,2000,,a\np2,ri,party,chair,,1995,2005,,b\n"),
    );
}

#[test]
fn one_source_that_has_two_current_holders_contradicts_itself() {
    let sources = |published: &str| format!("# sources.csv\nid,title,published\npage,A page,{published}\n");
    let current = postings("p1,kim,union,chair,,1990,..,,page\np2,ri,union,chair,,,..,,page\n");
    let found = finds("two-holders", &format!("{}{current}", sources("2005-05-05")));
    assert_eq!(found[0]["independent"], "no");
    assert_eq!((&found[0]["from"], &found[0]["to"]), (&Json::from("2005-05-05"), &Json::from("2005-05-05")));
    // Of an undated page nobody can say of which day: no answer is disputed.
    finds_nothing("two-holders", &format!("{}{current}", sources("")));
}

#[test]
fn unnamed_officials_contradict_nobody() {
    let tables = format!(
        "# officials.csv\nid,name,identity,source\nsomebody,A chairman,unnamed,a\n{}",
        postings("p1,kim,union,chair,,1990,2000,,a\np2,somebody,union,chair,,1995,2005,,b\n")
    );
    finds_nothing("two-holders", &tables);
}

#[test]
fn times_in_office_that_follow_or_do_not_touch_are_no_contradiction() {
    finds_nothing(
        "posting-dates",
        &postings("p1,kim,union,chair,,2001,2004,,a\np2,kim,union,chair,,2008,2010,,b\n"),
    );
    finds_nothing(
        "posting-dates",
        &postings("p1,kim,union,chair,,2001-04-09,2004-04-08,,a\np2,kim,union,chair,,2004-04-09,2010,,a\n"),
    );
    finds_nothing(
        "posting-dates",
        &postings("p1,kim,union,first-secretary,,2001,2004-05,,a\np2,kim,union,chair,,2004-05,2010,,a\n"),
    );
    finds_nothing(
        "posting-dates",
        &postings("p1,kim,union,chair,1,2001,2006,,a\np2,kim,union,chair,2,2005,2010,,b\n"),
    );
    // A year and a day in it, about a year, no end.
    finds_nothing(
        "posting-dates",
        &postings(
            "p1,kim,union,chair,,2001,2004,,a\np2,kim,union,chair,,2001-09-01,2005~,,b\np3,kim,union,chair,,2001,,,b\n",
        ),
    );
    // Still in office after another has the end: a return is as likely, unless the two speak of one time in office.
    finds_nothing(
        "posting-dates",
        &postings("p1,kim,union,chair,,,2008,,a\np2,kim,union,chair,,,..,2012,b\n"),
    );
    finds("posting-dates", &postings("p1,kim,union,chair,,2001,2008,,a\np2,kim,union,chair,,2001,2012,,b\n"));
}

#[test]
fn calling_somebody_a_first_secretary_calls_nobody_the_first() {
    let header = "# postings.csv\nid,official,organization,title,title_as_written,since,until,source\n";
    finds_nothing(
        "first-holder",
        &format!("{header}p1,kim,union,chair,First Secretary,1950,,a\np2,ri,union,chair,chair,1940,1950,b\n"),
    );
    finds(
        "first-holder",
        &format!("{header}p1,kim,union,chair,First chairman,1950,,a\np2,ri,union,chair,chair,1940,1950,b\n"),
    );
    finds(
        "first-holder",
        &format!("{header}p1,kim,union,chair,초대 위원장,1950,,a\np2,ri,union,chair,初代委員長,1950,,b\n"),
    );
    finds_nothing(
        "first-holder",
        &format!("{header}p1,kim,union,chair,first chair,1950,,a\np2,ri,union,chair,chair,1950,1960,b\n"),
    );
}

#[test]
fn nobody_is_in_office_before_fourteen() {
    let born = |born: &str, since: &str| {
        format!(
            "# facts.csv\nid,subject,attribute,value,source\nf1,kim,born,{born},a\n{}",
            postings(&format!("p1,kim,union,chair,,{since},,,b\n"))
        )
    };
    let found = finds("outside-life", &born("1930", "1943-12-31"));
    assert!(found[0]["message"].as_str().unwrap().contains("before the age of 14"), "{found:#?}");
    finds_nothing("outside-life", &born("1930", "1944-01-01"));
    // A year reaches to its end: 1943 or 1944 may be meant.
    finds_nothing("outside-life", &born("1930", "1943~"));
    assert!(
        finds("outside-life", &born("1930", "1925"))[0]["message"]
            .as_str()
            .unwrap()
            .ends_with("; born 1930 by a")
    );
    // Born on 29 February: fourteen on 1 March.
    finds("outside-life", &born("1932-02-29", "1946-02-28"));
    finds_nothing("outside-life", &born("1932-02-29", "1946-03-01"));
}

#[test]
fn events_after_death_are_for_the_living() {
    let tables = |kind: &str, role: &str, status: &str| {
        format!(
            "# facts.csv\nid,subject,attribute,value,source\nf1,kim,died,2005-03-01,a\n\
             # events.csv\nid,event,kind,title,status,date,source\ne1,meeting-1,{kind},A meeting,{status},2006-05-01,b\n\
             # participants.csv\nid,event,subject,role,source\nq1,meeting-1,kim,{role},b\n"
        )
    };
    let found = finds("outside-life", &tables("congress", "speaker", "occurred"));
    assert_eq!(texts(&found[0], "records"), ["e1", "f1", "q1"]);
    finds_nothing("outside-life", &tables("congress", "deceased", "occurred"));
    finds_nothing("outside-life", &tables("funeral", "speaker", "occurred"));
    finds_nothing("outside-life", &tables("congress", "speaker", "planned"));
}

#[test]
fn another_death_that_allows_the_day_is_a_contradiction_of_deaths() {
    let tables = format!(
        "# facts.csv\nid,subject,attribute,value,source\nf1,kim,died,2001,a\nf2,kim,died,2009,b\n{}",
        postings("p1,kim,union,chair,,,..,2006-02-03,b\n")
    );
    finds_nothing("outside-life", &tables);
    finds("constant-values", &tables);
    let both = tables.replace("2009", "2004");
    finds("outside-life", &both);
}

#[test]
fn bodies_end_and_chapters_with_them() {
    let chapters =
        "# chapters.csv\nid,organization,name,since,until,source\nc1,union,A chapter,1990,2000,a\n";
    let posting = |since: &str| {
        format!(
            "{chapters}# postings.csv\nid,official,chapter,title,since,source\np1,kim,c1,chair,{since},b\n"
        )
    };
    finds("outside-existence", &posting("1989"));
    finds_nothing("outside-existence", &posting("1990"));
    finds("outside-existence", &posting("2001"));
    finds_nothing("outside-existence", &posting("2000"));
    let dissolved = "# facts.csv\nid,subject,attribute,value,source\nf1,union,dissolved,1995,a\n";
    finds("outside-existence", &format!("{dissolved}{}", posting("1996")));
    let event = |date: &str| {
        format!(
            "{dissolved}# events.csv\nid,kind,title,date,organization,source\ne1,congress,The congress,{date},union,b\n"
        )
    };
    finds("outside-existence", &event("1996-01-01"));
    finds_nothing("outside-existence", &event("1995"));
    finds_nothing("outside-existence", &event("1990/1996"));
}

#[test]
fn values_contradict_each_other_only_if_no_reading_saves_them() {
    let facts = |attribute: &str, one: &str, other: &str| {
        format!(
            "# facts.csv\nid,subject,attribute,value,source\nf1,kim,{attribute},{one},a\nf2,kim,{attribute},{other},b\n"
        )
    };
    for (one, other) in [
        ("1990", "1990-01"),
        ("199X", "1993-05-05"),
        ("[..1995]", "1990"),
        ("1990~", "1991-06-30"),
        ("1923?", "1924"),
    ] {
        finds_nothing("constant-values", &facts("born", one, other));
    }
    for (one, other) in
        [("1990", "1991"), ("199X", "2000-01-01"), ("[..1995]", "1996"), ("1990~", "1992-01-01")]
    {
        finds("constant-values", &facts("born", one, other));
    }
    finds("constant-values", &facts("birthplace", "north", "south"));
    finds_nothing("constant-values", &facts("birthplace", "north-county", "country"));
    // Renamed: the county lies in the south now.
    let renamed = "# relation_kinds.csv\nid,name\nnow-known-as,is now\n\
        # places.csv\nid,name,kind,parent,source\nsouth-county,A county,county,south,a\n\
        # relations.csv\nid,subject,relation,object,source\nr1,north-county,now-known-as,south-county,a\n";
    finds_nothing("constant-values", &format!("{renamed}{}", facts("birthplace", "north-county", "south")));
}

#[test]
fn numbers_are_compared_for_the_same_days() {
    let facts =
        |rows: &str| format!("# facts.csv\nid,subject,attribute,value,since,until,as_of,source\n{rows}");
    let rule = "changing-values";
    finds(rule, &facts("f1,union,members,5000000,1990,1999,,a\nf2,union,members,8000000,1995,2005,,b\n"));
    finds(rule, &facts("f1,union,members,5000000,1990,1999,,a\nf2,union,members,8000000,,..,1995-05-05,b\n"));
    // Of a year it may be so on some days only.
    finds_nothing(
        rule,
        &facts("f1,union,members,5000000,1990,1999,,a\nf2,union,members,8000000,,..,1995,b\n"),
    );
    // What is stated twice is not thereby so between.
    finds_nothing(
        rule,
        &facts(
            "f1,union,members,5,,..,1990,a\nf2,union,members,8,,..,1995-05-05,b\nf3,union,members,5,,..,2000,a\n",
        ),
    );
    // It grew in 1995.
    finds_nothing(
        rule,
        &facts("f1,union,members,5000000,1990,1995,,a\nf2,union,members,8000000,1995,2005,,b\n"),
    );
    finds_nothing(
        rule,
        &facts("f1,union,members,5000000,1990,1995,,a\nf2,union,members,8000000,,..,1995,b\n"),
    );
    finds_nothing(rule, &facts("f1,union,members,>=20,,..,1995,a\nf2,union,members,25,,..,1995,b\n"));
    finds(rule, &facts("f1,union,members,>=20,,..,1995-05-05,a\nf2,union,members,10,,..,1995-05-05,b\n"));
    finds_nothing(rule, &facts("f1,union,members,~100,,..,1995,a\nf2,union,members,110,,..,1995,b\n"));
    finds(rule, &facts("f1,union,members,~100,,..,1995-05-05,a\nf2,union,members,111,,..,1995-05-05,b\n"));
}

#[test]
fn a_leap_needs_neighbouring_dates_and_two_origins() {
    let facts = |rows: &str| format!("# facts.csv\nid,subject,attribute,value,until,as_of,source\n{rows}");
    let rule = "unexplained-change";
    finds(rule, &facts("f1,union,members,100,..,1990,a\nf2,union,members,126,..,1999,b\n"));
    finds_nothing(rule, &facts("f1,union,members,100,..,1990,a\nf2,union,members,125,..,1999,b\n"));
    finds_nothing(rule, &facts("f1,union,members,100,..,1990,a\nf2,union,members,200,..,2001,b\n"));
    finds_nothing(rule, &facts("f1,union,members,100,..,1990,a\nf2,union,members,200,..,1995,a\n"));
    // What repeats the same origin is one source, which then says that it changed.
    let mirror = "# sources.csv\nid,title,published,origin\nmirror,A mirror,2013,a\n";
    finds_nothing(
        rule,
        &format!(
            "{mirror}{}",
            facts("f1,union,members,100,..,1990,a\nf2,union,members,200,..,1995,mirror\n")
        ),
    );
    // The steps between are small.
    finds_nothing(
        rule,
        &facts(
            "f1,union,members,100,..,1990,a\nf2,union,members,120,..,1993,b\nf3,union,members,140,..,1996,a\n",
        ),
    );
}

#[test]
fn durations_are_compared_by_both_ends() {
    let events = |one: &str, other: &str| {
        format!(
            "# events.csv\nid,event,kind,title,date,source\ne1,congress-8,congress,C,{one},b\ne2,congress-8,congress,C,{other},b\n"
        )
    };
    finds("event-dates", &events("2009-06-20/2009-06-21", "2009-06-20/2009-06-24"));
    finds_nothing("event-dates", &events("2009-06-20/2009-06-21", "2009-06-20/2009-06"));
    finds("event-dates", &events("2009-06-20/2009-06-21", "2009-06-22"));
    finds_nothing("event-dates", &events("2009-06-20/2009-06-21", "2009-22"));
    finds_nothing("event-dates", &events("2009-06-20", ""));
}

#[test]
fn a_denial_contradicts_an_occurrence() {
    let events = |status: &str, date: &str| {
        format!(
            "# events.csv\nid,event,kind,title,status,date,source\ne1,congress-8,congress,C,occurred,2009-06-20,a\ne2,congress-8,congress,C,{status},{date},b\n"
        )
    };
    finds("event-status", &events("denied", ""));
    finds("event-status", &events("cancelled", "2009"));
    finds_nothing("event-status", &events("planned", "2009-06-20"));
    finds_nothing("event-status", &events("cancelled", "2009-05-20"));
}

#[test]
fn a_source_that_may_be_later_reports_no_future() {
    let event = |published: &str, accessed: &str, date: &str| {
        format!(
            "# sources.csv\nid,title,published,accessed\nc,A page,{published},{accessed}\n\
             # events.csv\nid,kind,title,date,source\ne1,congress,C,{date},c\n"
        )
    };
    finds("reported-before-event", &event("2010-04-28", "", "2010-04-30"));
    finds("reported-before-event", &event("", "2010-04-28", "2010-04-30"));
    finds_nothing("reported-before-event", &event("2010-04-28~", "", "2010-04-29"));
    finds_nothing("reported-before-event", &event("2010", "", "2010-04-30"));
    finds_nothing("reported-before-event", &event("", "", "2010-04-30"));
}

#[test]
fn parents_of_chapters_count_with_relations() {
    let chapters = "# chapters.csv\nid,organization,name,level,parent,since,until,source\n\
        top,union,Top,provincial,,,,a\nside,union,Side,provincial,,,,a\nlow,union,Low,county,top,1990,2000,a\n";
    let relation = |since: &str| {
        format!(
            "{chapters}# relations.csv\nid,subject,relation,object,since,until,source\nr1,low,subordinate-to,side,{since},2005,b\n"
        )
    };
    finds("two-parents", &relation("1995"));
    finds_nothing("two-parents", &relation("2000"));
    let ring = format!(
        "{chapters}# relations.csv\nid,subject,relation,object,source\nr1,top,subordinate-to,low,b\n"
    );
    finds("hierarchy-cycle", &ring);
}

#[test]
fn places_that_stand_in_themselves_are_rings() {
    finds(
        "hierarchy-cycle",
        "# places.csv\nid,name,kind,parent,source\ntown,A town,town,village,a\nvillage,A village,village,town,a\n",
    );
}

#[test]
fn a_located_in_relation_places_a_chapter() {
    let tables = |place: &str| {
        format!(
            "# chapters.csv\nid,organization,name,level,place,parent,source\n\
             north-committee,union,Northern,provincial,north,,a\ncell,union,A chapter,county,,north-committee,a\n\
             # relations.csv\nid,subject,relation,object,source\nr1,cell,located-in,{place},b\n"
        )
    };
    let found = finds("chapter-outside-parent", &tables("south"));
    assert_eq!(texts(&found[0], "records"), ["cell", "north-committee", "r1"]);
    finds_nothing("chapter-outside-parent", &tables("north-county"));
    finds_nothing("chapter-outside-parent", &tables("country"));
}

#[test]
fn ninety_years_in_office_are_those_of_two() {
    let rule = "two-people-one-id";
    finds(rule, &postings("p1,kim,union,member,,1900,,,a\np2,kim,party,member,,2005,,,b\n"));
    finds_nothing(rule, &postings("p1,kim,union,member,,1920,,,a\np2,kim,party,member,,2005,,,b\n"));
    let facts = "# facts.csv\nid,subject,attribute,value,source\nf1,kim,born,1950,a\nf2,kim,died,1949,b\n";
    finds(rule, facts);
}

#[test]
fn one_source_may_name_two_superiors_and_two_sources_may_not() {
    let relations = |one: &str, other: &str| {
        format!(
            "# relations.csv\nid,subject,relation,object,until,as_of,source\n\
             r1,union,subordinate-to,party,..,2001-01-01,{one}\nr2,union,subordinate-to,department,..,2001-01-01,{other}\n"
        )
    };
    finds_nothing("two-parents", &relations("a", "a"));
    let found = finds("two-parents", &relations("a", "b"));
    assert_eq!(found[0]["sides"][0]["entity"], "department");
}

#[test]
fn a_name_takes_no_day_from_an_organization_that_had_others() {
    let tables = "# facts.csv\nid,subject,attribute,value,source\nf1,union,founded,1945-11-30,a\n\
        # names.csv\nid,subject,name,language,kind,since,until,source\n\
        n1,union,Women's Union,en,official,1951,2009,a\n";
    finds_nothing("named-outside-existence", tables);
    let asked = archive(tables).rows(&["organizations", "--organization", "union", "--on", "1948-01-01"]);
    assert_eq!(asked[0]["verdict"], "certain");
}

#[test]
fn dates_after_the_source_are_named_and_terms_under_way_are_not() {
    let rule = "date-after-source";
    finds(rule, &postings("p1,kim,union,chair,,2011,,,a\n"));
    finds_nothing(rule, &postings("p1,kim,union,chair,,2010,,,a\n"));
    finds_nothing(rule, &postings("p1,kim,union,chair,,2009-01-01,2014,,a\n"));
    finds(rule, &postings("p1,kim,union,chair,,,..,2010-01-16,a\n"));
    finds_nothing(rule, &postings("p1,kim,union,chair,,,..,2010~,a\n"));
    let born = "# facts.csv\nid,subject,attribute,value,source\nf1,kim,born,2011-02,a\n";
    assert_eq!(finds(rule, born)[0]["from"], "2011-02-01");
}

#[test]
fn ninety_years_in_one_post_may_be_a_wrong_century() {
    let rule = "ninety-years";
    finds(rule, &postings("p1,kim,union,chair,,1894,1998,,a\n"));
    finds_nothing(rule, &postings("p1,kim,union,chair,,1908,1998,,a\n"));
    let born = |year: &str| {
        format!(
            "# facts.csv\nid,subject,attribute,value,source\nf1,kim,born,{year},a\n{}",
            postings("p1,kim,union,chair,,,..,1998-05-05,b\n")
        )
    };
    finds(rule, &born("1824"));
    finds_nothing(rule, &born("1924"));
}

#[test]
fn undated_sources_that_differ_are_named_once_each_origin() {
    let tables = |value: &str, origin: &str| {
        format!(
            "# sources.csv\nid,title,origin\nc,A page,\nd,Another page,{origin}\n\
             # facts.csv\nid,subject,attribute,value,until,source\n\
             f1,union,members,19,..,c\nf2,union,members,{value},..,d\n"
        )
    };
    let found = finds("undated-values", &tables("18", ""));
    assert_eq!((&found[0]["from"], &found[0]["independent"]), (&Json::Null, &Json::from("yes")));
    finds_nothing("undated-values", &tables(">=18", ""));
    finds_nothing("undated-values", &tables("18", "c"));
}
