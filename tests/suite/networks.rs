//! Bodies and officials as a network in time, read by other programs.

use std::process::Command;

use insta::assert_snapshot;

use crate::clients::PYTHON;
use crate::support::Workshop;

/// A chair from 1990 to 1999, perhaps; another by one source until 2005; and what XML would refuse.
fn network() -> Workshop {
    let workshop = Workshop::new();
    workshop.write("sources.csv", "id,title,published\ns1,One,2000\ns2,Two,2010\n");
    workshop.write("titles.csv", "id,name,holders\nchair,Chair,one\n");
    workshop.write("relation_kinds.csv", "id,name\nsubordinate-to,is subordinate to\n");
    workshop.write(
        "organizations.csv",
        "id,name,source\nunion,\"<Union> & \"\"Sons\"\"\",s1\nparty,Party,s1\nlonely,Lonely,s2\n",
    );
    workshop.write("officials.csv", "id,name,source\nann,Ann,s1\nbob,Bob,s2\n");
    workshop.write(
        "postings.csv",
        "id,official,organization,title,since,until,source\n\
         p1,ann,union,chair,1990,1999-12-31,s1\n\
         p2,bob,union,chair,2000-01-01,2005-06-30,s2\n\
         p3,bob,union,chair,2002-01-01,2003-12-31,s1\n",
    );
    workshop.write(
        "relations.csv",
        "id,subject,relation,object,since,until,source\nr1,union,subordinate-to,party,1980-01-01,,s1\n",
    );
    workshop.ok(&["import", "."]);
    // Another program may write what an import refuses.
    workshop.sqlite3("UPDATE organizations SET name = name || char(1) || char(65534) WHERE id = 'union'");
    workshop
}

#[test]
fn a_source_of_a_later_time_is_not_called_uncertain() {
    let workshop = network();
    let told =
        |day| workshop.run(&["export", "--format", "gexf", "-o", "by.gexf", "--published-by", day]).err;
    let by = told("2009");
    assert!(by.contains("by.gexf: ") && !by.contains("counted"), "{by}");
    let by = told("2010-06");
    assert!(
        by.contains("1 source is not counted, since it is undated or may have been published after"),
        "{by}"
    );
    assert!(by.contains(": s2"), "{by}");
}

/// What networkx reads of a file: nodes, then edges with their spells and verdicts.
fn read_back(workshop: &Workshop, file: &str) -> String {
    let program = "
import networkx, sys
graph = networkx.read_gexf(sys.argv[1], version='1.3')
for id, data in graph.nodes(data=True): print(id, data['kind'], repr(data['label']), data.get('sources'))
for one, other, data in graph.edges(data=True):
    print(one, data['label'], other, data['records'], data['sources'], data.get('spells'))
    for verdict in data['verdict']: print(' ', *verdict)
";
    let output = Command::new(PYTHON).args(["-c", program]).arg(workshop.path(file)).output().unwrap();
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{err}");
    out.into_owned()
}

#[test]
#[cfg_attr(not(has_clients), ignore = "the Python clients are not installed")]
fn networkx_reads_what_held_when_and_how_sure_it_is() {
    let workshop = network();
    let ran = workshop.run(&["export", "--format", "gexf", "-o", "network.gexf"]);
    assert_eq!(
        (ran.status, ran.err.as_str()),
        (0, "network.gexf: 5 nodes\nnetwork.gexf: 3 edges\n"),
        "{ran}"
    );
    assert_snapshot!(read_back(&workshop, "network.gexf"), @r#"
    ann official 'Ann' s1
    bob official 'Bob' s2
    lonely organization 'Lonely' s2
    party organization 'Party' s1
    union organization '<Union> & "Sons"��' s1
    ann chair union p1 s1 [('1990-01-01', '1999-12-31')]
      possible 1990-01-01 1990-12-30
      certain 1990-12-31 1999-12-31
    bob chair union p2 s2 [('2000-01-01', '2005-06-30')]
      certain 2000-01-01 2005-06-30
    union subordinate-to party r1 s1 [('1980-01-01', 'None')]
      certain 1980-01-01 1980-01-01
      possible 1980-01-02 None
    "#);
}

#[test]
#[cfg_attr(not(has_clients), ignore = "the Python clients are not installed")]
fn a_network_holds_only_the_day_the_sources_and_the_verdicts_asked_for() {
    let workshop = network();
    let export = |options: &[&str]| {
        workshop.ok(&[&["export", "--format", "gexf", "-o", "network.gexf"], options].concat());
        read_back(&workshop, "network.gexf")
    };
    assert_snapshot!(export(&["--on", "1995-01-01"]), @r#"
    ann official 'Ann' s1
    party organization 'Party' s1
    union organization '<Union> & "Sons"��' s1
    ann chair union p1 s1 [('1990-12-31', '1999-12-31')]
      certain 1990-12-31 1999-12-31
    union subordinate-to party r1 s1 [('1980-01-02', 'None')]
      possible 1980-01-02 None
    "#);
    assert_snapshot!(export(&["--verdict", "certain", "--on", "2004-01-01"]), @r#"
    bob official 'Bob' s2
    union organization '<Union> & "Sons"��' s1
    bob chair union p2 s2 [('2000-01-01', '2005-06-30')]
      certain 2000-01-01 2005-06-30
    "#);
    assert_snapshot!(export(&["--published-by", "2000"]), @r#"
    ann official 'Ann' s1
    bob official 'Bob' None
    party organization 'Party' s1
    union organization '<Union> & "Sons"��' s1
    ann chair union p1 s1 [('1990-01-01', '1999-12-31')]
      possible 1990-01-01 1990-12-30
      certain 1990-12-31 1999-12-31
    bob chair union p3 s1 [('2002-01-01', '2003-12-31')]
      possible 2002-01-01 2003-12-31
    union subordinate-to party r1 s1 [('1980-01-01', 'None')]
      certain 1980-01-01 1980-01-01
      possible 1980-01-02 None
    "#);
    assert_snapshot!(export(&["--without", "s1"]), @r#"
    bob official 'Bob' s2
    lonely organization 'Lonely' s2
    union organization '<Union> & "Sons"��' None
    bob chair union p2 s2 [('2000-01-01', '2005-06-30')]
      certain 2000-01-01 2005-06-30
    "#);
}

/// The same archive gives the same file, and what judgements make one is one node.
#[test]
fn ids_that_are_judged_the_same_are_one_node() {
    let workshop = network();
    workshop.write("more/sources.csv", "id,title\nmine,Mine\n");
    workshop.write("more/judgements.csv", "one,other,verdict,source\nann,bob,same,mine\n");
    workshop.ok(&["import", "more"]);
    let out = workshop.ok(&["export", "--format", "gexf"]);
    assert!(out.contains("<node id=\"ann\"") && !out.contains("\"bob\""), "{out}");
    assert_eq!(out, workshop.ok(&["export", "--format", "gexf"]));
}

#[test]
fn verdicts_are_asked_of_what_is_judged_only() {
    let workshop = network();
    for (arguments, expected) in [
        (&["export", "postings", "--verdict", "certain"][..], "tables hold what each source says"),
        (&["export", "-o", "x", "--verdict", "certain"], "tables hold what each source says"),
        (&["export", "--format", "bibtex", "--verdict", "certain"], "which no verdict is about"),
    ] {
        let ran = workshop.run(arguments);
        assert!(ran.status == 1 && ran.err.contains(expected) && ran.err.contains("hint: "), "{ran}");
    }
    let all = workshop.ok(&["export", "tenures"]);
    let certain = workshop.ok(&["export", "tenures", "--verdict", "certain"]);
    assert!(all.contains(",possible,") && certain.contains(",certain,"), "{all}{certain}");
    assert!(!certain.contains(",possible,") && !certain.contains(",disputed,"), "{certain}");
}
