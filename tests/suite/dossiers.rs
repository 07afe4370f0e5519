//! Dossiers and chronologies: everything about one entity, to read.

use insta::assert_snapshot;

use crate::support::{Workshop, small_tables};

/// A union with a chair, a rival, a founding, a congress, members counted twice, and a superior.
fn union() -> Workshop {
    let workshop = Workshop::new();
    small_tables(&workshop);
    workshop.write("more/places.csv", "id,name,kind,source\ncapital,The Capital,city,s1\n");
    workshop.write("more/relation_kinds.csv", "id,name\nsubordinate-to,is subordinate to\n");
    workshop.write(
        "more/relations.csv",
        "id,subject,relation,object,since,source\nr1,union,subordinate-to,party,1950,s1\n",
    );
    workshop.write(
        "more/attributes.csv",
        "id,name,type,cardinality,change\nfounded,founded,date,one,constant\nmembers,members,number,one,changing\n\
         home,home town,entity,one,constant\n",
    );
    workshop.write(
        "more/facts.csv",
        "id,subject,attribute,value,until,as_of,source,quote\nf1,union,members,3000000,..,1995,s1,\n\
         f2,union,founded,1946-01-17,,,s1,founded in January\nf3,union,members,5000000,..,2008-05-01,s1,\n\
         f4,kim-a,home,capital,,,s2,\n",
    );
    workshop.write("more/event_kinds.csv", "id,name\ncongress,Congress\n");
    workshop.write(
        "more/events.csv",
        "id,kind,title,date,place,organization,source\ne1,congress,The sixth congress,1981,capital,union,s1\n",
    );
    workshop.write(
        "more/names.csv",
        "id,subject,name,language,kind,since,source\nn1,kim-a,김가,ko-Hang,variant,,s2\nn2,union,The League,en,official,1951,s1\n",
    );
    workshop.write(
        "more/postings.csv",
        "id,official,organization,title,title_as_written,since,until,source\np9,ri-b,union,chair,Chairperson,2002,2004,s2\n",
    );
    workshop.ok(&["import", "data", "more"]);
    workshop
}

#[test]
fn a_dossier_of_an_organization_has_its_holders_piece_by_piece() {
    assert_snapshot!(union().ok(&["show", "union", "--on", "2010-01-01", "--width", "80"]), @r"
    The League (union), organization

    Identity
      the mass-organization The union — s1 [union]

    Existence
      1946-01-17 to 1951-01-01  certain   held from 1946-01-17 to 1951-01-01
      1951-01-02 to 1951-12-31  possible  held on some day in 1951
      from 1952-01-01 on        possible  no end known; last held 1951

    Posts
      Chair: Kim A
        2001-01-01 to 2001-12-30  possible  held on some day in 2001
        2001-12-31                certain   held from 2001-12-31 to 2010-05-01
        2002-01-01 to 2002-12-30  disputed  Ri B ended 2004 by other records
        2002-12-31 to 2004-01-01  disputed  Ri B held it as well by other records
        2004-01-02 to 2004-12-31  disputed  Ri B began 2002 by other records
        2005-01-01 to 2010-05-01  certain   held from 2001-12-31 to 2010-05-01
        2010-05-02 to 2011-03-30  possible  no end known; last held 2010-05-01
        since 2001, still so: Chair — s1, p. 1 [5meqvk3s0qf8879r]
      Chair: Ri B
        2002-01-01 to 2002-12-30  disputed  Kim A held it from 2001-12-31 to
                                            2010-05-01 by other records
        2002-12-31 to 2004-01-01  disputed  Kim A held it as well by other records
        2004-01-02 to 2004-12-31  disputed  Kim A held it from 2001-12-31 to
                                            2010-05-01 by other records
        2011-03                   possible  held on some day in 2011-03
        from 2011-04-01 on        possible  no end known; last held 2011-03
        since 2002, until 2004: Chair (Chairperson) — s2 [p9]
        since 2011-03: Chair — s2 [ywwzparbcyrsffh8]

    Names
      The League (en, official)
        1951                possible  held on some day in 1951
        from 1952-01-01 on  possible  no end known; last held 1951
        since 1951: s1 [n2]

    Relations
      subordinate to The party
        1950                possible  held on some day in 1950
        from 1951-01-01 on  possible  no end known; last held 1950
        since 1950: s1 [r1]

    Facts
      founded: 1946-01-17
                                  certain   does not change
        s1: “founded in January” [f2]
      members: 3000000
        1946-01-17 to 1994-12-31  possible  no beginning known; first held 1995
        1995                      possible  held on some day in 1995
        1996-01 to 2008-04        possible  no end known; last held 1995
        still so, as of 1995: s1 [f1]
      members: 5000000
        1995-01-02 to 2008-04-30  possible  no beginning known; first held
                                            2008-05-01
        2008-05-01                certain   held 2008-05-01
        from 2008-05-02 on        possible  no end known; last held 2008-05-01
        still so, as of 2008-05-01: s1 [f3]

    Events
      1981  The sixth congress, in The Capital — s1 [e1]

    What contradicts
      2002 to 2004  Chair in The union from 2002 to 2004, an office of one holder:
                    Kim A by s1 (since 2001, still so) and Ri B by s2 (since 2002
                    until 2004) (two-holders; s1; s2; open)

    Sources
      s1  One page, 2010-05-01
      s2  Another page, 2012
    ");
}

#[test]
fn a_dossier_of_an_official_has_posts_names_and_what_contradicts() {
    assert_snapshot!(union().ok(&["show", "kim-a", "--on", "2010-01-01", "--width", "100", "--ids"]), @r"
    Kim A (kim-a), official

    Identity
      Kim A — s1 [kim-a]

    Posts
      Chair (chair): The League (union)
        2001-01-01 to 2001-12-30  possible  held on some day in 2001
        2001-12-31                certain   held from 2001-12-31 to 2010-05-01
        2002-01-01 to 2002-12-30  disputed  Ri B (ri-b) ended 2004 by other records
        2002-12-31 to 2004-01-01  disputed  Ri B (ri-b) held it as well by other records
        2004-01-02 to 2004-12-31  disputed  Ri B (ri-b) began 2002 by other records
        2005-01-01 to 2010-05-01  certain   held from 2001-12-31 to 2010-05-01
        2010-05-02 to 2011-03-30  possible  no end known; last held 2010-05-01
        since 2001, still so: Chair — s1, p. 1 [5meqvk3s0qf8879r]

    Names
      김가 (ko-Hang, variant) — s2 [n1]

    Facts
      home town: The Capital (capital)
        certain  does not change
        s2 [f4]

    What contradicts
      2002 to 2004  Chair in The union from 2002 to 2004, an office of one holder: Kim A by s1 (since
                    2001, still so) and Ri B by s2 (since 2002 until 2004) (two-holders; s1; s2; open)

    Sources
      s1  One page, 2010-05-01
      s2  Another page, 2012
    ");
}

/// Cells that Markdown would take for something else, and one source in two places.
fn hostile() -> Workshop {
    let workshop = Workshop::new();
    workshop.write(
        "sources.csv",
        "id,title,publisher,published,url\ns1,# *One* [^s1]: <b>,\"R & D, ~~Inc.~~\",2010,https://example.org/a_b*c*\n\
         s1-2,Two,,,\n",
    );
    workshop.write("organizations.csv", "id,name,source\nunion,1. *Union* `x` | [^s1] @y <script>,s1-2\n");
    workshop.write(
        "names.csv",
        "id,subject,name,since,source,locator,quote,note\n\
         n1,union,The Union,2000,s1,p. 3,\"i. e. [^s1] \"\"so\"\"\",- a note\n\
         n2,union,The Union,2001,s1,p. 4,,\n\
         n3,union,The Union,2002,s1,p. 4,,\n",
    );
    workshop.ok(&["import", "."]);
    workshop
}

#[test]
fn sources_are_footnotes_in_markdown_one_for_each_place_in_them() {
    let workshop = hostile();
    assert_snapshot!(workshop.ok(&["show", "union", "--format", "markdown"]), @r#"
    # The Union (union), organization

    ## Identity

    - the organization 1. \*Union\* \`x\` \| \[\^s1\] @y &lt;script&gt;[^s1-2] \[union\]

    ## Existence

    - until 1999: possible: no beginning known; first held 2000
    - 2000-01-01 to 2000-12-30: possible: held on some day in 2000
    - 2000-12-31 to 2002-01-01: certain: held from 2000-12-31 to 2002-01-01
    - 2002-01-02 to 2002-12-31: possible: held on some day in 2002
    - from 2003-01-01 on: possible: no end known; last held 2002

    ## Names

    - **The Union**
      - 2000: possible: held on some day in 2000
      - 2001: possible: no end known; last held 2000
      - 2002: possible: no end known; last held 2001
      - from 2003-01-01 on: possible: no end known; last held 2002
      - since 2000[^s1]; - a note \[n1\]
      - since 2001[^s1-3] \[n2\]
      - since 2002[^s1-3] \[n3\]

    ## Sources

    - s1: # \*One\* \[\^s1\]: &lt;b&gt;, R &amp; D, \~\~Inc.\~\~, 2010, https://example.org/a_b\*c\*
    - s1-2: Two, undated

    [^s1-2]: Two (s1-2)

    [^s1]: \# \*One\* \[\^s1\]: &lt;b&gt; (s1), p. 3: “i. e. \[\^s1\] "so"”

    [^s1-3]: \# \*One\* \[\^s1\]: &lt;b&gt; (s1), p. 4
    "#);
    assert_snapshot!(workshop.ok(&["timeline", "union", "--format", "markdown"]), @r#"
    # The Union (union), organization

    ## In the order of time

    - since 2000: called The Union[^s1]; - a note \[n1\]
    - since 2001: called The Union[^s1-3] \[n2\]
    - since 2002: called The Union[^s1-3] \[n3\]

    ## Undated

    - the organization 1. \*Union\* \`x\` \| \[\^s1\] @y &lt;script&gt;[^s1-2] \[union\]

    ## Sources

    - s1: # \*One\* \[\^s1\]: &lt;b&gt;, R &amp; D, \~\~Inc.\~\~, 2010, https://example.org/a_b\*c\*
    - s1-2: Two, undated

    [^s1]: \# \*One\* \[\^s1\]: &lt;b&gt; (s1), p. 3: “i. e. \[\^s1\] "so"”

    [^s1-3]: \# \*One\* \[\^s1\]: &lt;b&gt; (s1), p. 4

    [^s1-2]: Two (s1-2)
    "#);
}

/// What is in a Word file: the texts of a part of it, those of a paragraph in a line.
#[cfg(has_pandoc)]
fn paragraphs(docx: &std::path::Path, part: &str) -> Vec<String> {
    use quick_xml::events::Event;
    let mut file = zip::ZipArchive::new(std::fs::File::open(docx).unwrap()).unwrap();
    let mut xml = String::new();
    std::io::Read::read_to_string(&mut file.by_name(part).unwrap(), &mut xml).unwrap();
    let mut reader = quick_xml::Reader::from_str(&xml);
    let mut lines = vec![String::new()];
    loop {
        match reader.read_event().unwrap() {
            Event::Eof => break,
            Event::Start(start) | Event::Empty(start) if start.name().as_ref() == "w:footnoteReference" => {
                lines.last_mut().unwrap().push_str("[note]");
            }
            Event::End(end) if end.name().as_ref() == "w:p" => lines.push(String::new()),
            // Between the elements.
            Event::Text(text) if text.contains('\n') => {}
            Event::Text(text) => lines.last_mut().unwrap().push_str(text.as_ref()),
            Event::GeneralRef(name) => lines.last_mut().unwrap().push_str(match name.as_ref() {
                "lt" => "<",
                "gt" => ">",
                "amp" => "&",
                "quot" => "\"",
                other => panic!("{other}"),
            }),
            _ => {}
        }
    }
    lines.into_iter().filter(|line| !line.trim().is_empty()).collect()
}

#[test]
#[cfg(has_pandoc)]
fn pandoc_makes_a_word_file_of_a_dossier_with_footnotes_and_sources() {
    let workshop = hostile();
    workshop.write("union.md", workshop.ok(&["show", "union", "--format", "markdown"]));
    let (from, to) = (workshop.path("union.md"), workshop.path("union.docx"));
    let ran = std::process::Command::new("pandoc").arg(&from).arg("-o").arg(&to).output().unwrap();
    assert!(ran.status.success() && ran.stderr.is_empty(), "{}", String::from_utf8_lossy(&ran.stderr));
    assert_snapshot!(paragraphs(&to, "word/document.xml").join("\n"), @r"
    The Union (union), organization
    Identity
    the organization 1. *Union* `x` | [^s1] @y <script>[note] [union]
    Existence
    until 1999: possible: no beginning known; first held 2000
    2000-01-01 to 2000-12-30: possible: held on some day in 2000
    2000-12-31 to 2002-01-01: certain: held from 2000-12-31 to 2002-01-01
    2002-01-02 to 2002-12-31: possible: held on some day in 2002
    from 2003-01-01 on: possible: no end known; last held 2002
    Names
    The Union
    2000: possible: held on some day in 2000
    2001: possible: no end known; last held 2000
    2002: possible: no end known; last held 2001
    from 2003-01-01 on: possible: no end known; last held 2002
    since 2000[note]; - a note [n1]
    since 2001[note] [n2]
    since 2002[note] [n3]
    Sources
    s1: # *One* [^s1]: <b>, R & D, ~~Inc.~~, 2010, https://example.org/a_b*c*
    s1-2: Two, undated
    ");
    assert_snapshot!(paragraphs(&to, "word/footnotes.xml").join("\n"), @r"
    Two (s1-2)
    # *One* [^s1]: <b> (s1), p. 3: “i. e. [^s1]”so””
    # *One* [^s1]: <b> (s1), p. 4
    # *One* [^s1]: <b> (s1), p. 4
    ");
}

#[test]
#[cfg(not(has_pandoc))]
#[ignore = "pandoc is not installed"]
fn pandoc_makes_a_word_file_of_a_dossier_with_footnotes_and_sources() {}

#[test]
fn a_dossier_in_markdown_is_a_document() {
    assert_snapshot!(union().ok(&["show", "ri-b", "--on", "2010-01-01", "--format", "markdown"]), @r"
    # Ri B (ri-b), official

    ## Identity

    - Ri B[^s2] \[ri-b\]

    ## Posts

    - **Chair: The League**
      - 2002-01-01 to 2002-12-30: disputed: Kim A held it from 2001-12-31 to 2010-05-01 by other records
      - 2002-12-31 to 2004-01-01: disputed: Kim A held it as well by other records
      - 2004-01-02 to 2004-12-31: disputed: Kim A held it from 2001-12-31 to 2010-05-01 by other records
      - 2011-03: possible: held on some day in 2011-03
      - from 2011-04-01 on: possible: no end known; last held 2011-03
      - since 2002, until 2004: Chair (Chairperson)[^s2] \[p9\]
      - since 2011-03: Chair[^s2] \[ywwzparbcyrsffh8\]

    ## What contradicts

    - 2002 to 2004: Chair in The union from 2002 to 2004, an office of one holder: Kim A by s1 (since 2001, still so) and Ri B by s2 (since 2002 until 2004) (two-holders; s1; s2; open)

    ## Sources

    - s2: Another page, 2012

    [^s2]: Another page (s2)
    ");
}

#[test]
fn a_chronology_has_foundings_and_days_spoken_for_in_their_places_and_the_undated_last() {
    let workshop = union();
    assert_snapshot!(workshop.ok(&["timeline", "union", "--width", "80"]), @"
    The League (union), organization

    In the order of time
      1946-01-17                  founded: 1946-01-17 — s1: “founded in January”
                                  [f2]
      since 1950                  subordinate to The party — s1 [r1]
      since 1951                  called The League (en, official) — s1 [n2]
      1981                        The sixth congress, in The Capital — s1 [e1]
      still so, as of 1995        members: 3000000 — s1 [f1]
      since 2001, still so        Kim A holds the title Chair — s1, p. 1
                                  [5meqvk3s0qf8879r]
      since 2002, until 2004      Ri B holds the title Chair (Chairperson) — s2 [p9]
      still so, as of 2008-05-01  members: 5000000 — s1 [f3]
      since 2011-03               Ri B holds the title Chair — s2 [ywwzparbcyrsffh8]

    Undated
      the mass-organization The union — s1 [union]

    Sources
      s1  One page, 2010-05-01
      s2  Another page, 2012
    ");
    let rows = workshop.rows(&["timeline", "union"]);
    let order: Vec<&str> = rows.iter().map(|row| row["id"].as_str().unwrap()).collect();
    assert_eq!(&order[..2], ["f2", "r1"], "{order:?}");
    assert_eq!(order.last(), Some(&"union"));
    let congress = rows.iter().find(|row| row["id"] == "e1").unwrap();
    assert_eq!(
        congress["by_itself"],
        serde_json::Value::Null,
        "an event does not last until the day asked about"
    );
}

#[test]
fn a_window_takes_what_is_placed_in_it() {
    let workshop = union();
    let rows = workshop.rows(&["timeline", "union", "--from", "1994", "--to", "1996"]);
    let ids: Vec<&str> = rows.iter().map(|row| row["id"].as_str().unwrap()).collect();
    assert!(ids.contains(&"f1") && !ids.contains(&"f3") && !ids.contains(&"f2"), "{ids:?}");
}

#[test]
fn a_chapter_is_named_once_and_its_place_comes_last() {
    let workshop = Workshop::new();
    workshop.write("sources.csv", "id,title\ns1,One\n");
    workshop
        .write("places.csv", "id,name,kind,parent,source\nland,Landia,country,,s1\nport,Port,city,land,s1\n");
    workshop.write("organizations.csv", "id,name,source\nunion,Union,s1\n");
    workshop.write(
        "chapters.csv",
        "id,organization,name,level,place,source\nport-branch,union,Port Branch,city,port,s1\nany,union,Other Branch,,,s1\n",
    );
    workshop.ok(&["import", "."]);
    let place = workshop.ok(&["show", "port"]);
    assert!(place.contains("the city Port, in Landia"), "{place}");
    assert!(place.contains("Port Branch is the city chapter of Union, in Port — s1"), "{place}");
    let own = workshop.ok(&["show", "port-branch"]);
    assert!(own.contains("the city chapter Port Branch of Union, in Port"), "{own}");
    assert!(workshop.ok(&["show", "union"]).contains("Other Branch is the chapter of Union"), "{own}");
}
