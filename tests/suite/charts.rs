//! Charts: read back from their SVG, and compared with the answers that they draw.

mod map;
mod pictures;
mod reading;
mod structure;
mod tenures;

use crate::support::Workshop;
use reading::Svg;

/// An archive with names that would like to be code, to hide, or to have no end.
pub fn hostile() -> Workshop {
    let workshop = Workshop::new();
    let long = "Very long name ".repeat(200);
    workshop.write(
        "data/sources.csv",
        "id,title,published\ns1,\"<script>alert('s1')</script> ]]>\",2001-01-01\n",
    );
    workshop.write(
        "data/organizations.csv",
        format!(
            "id,name,source\nbody,\"</text><script>alert(1)</script>\",s1\nquotes,\"\"\"&amp;' onload=\"\"alert(2)\",s1\n\
             end,\"]]><![CDATA[\",s1\nlong,\"{long}\",s1\nbidi,\"a\u{202e}b\u{200b}c\",s1\n\
             korean,조선직업총동맹중앙위원회조선직업총동맹중앙위원회조선직업총동맹,s1\n"
        ),
    );
    workshop.write(
        "data/officials.csv",
        "id,name,source\nmallory,\"<img src=x onerror=alert(3)>\",s1\nkorean-name,김\u{202e}중린,s1\n",
    );
    workshop.write("data/titles.csv", "id,name,office,holders\nchair,\"Chair <b>\",head,one\n");
    workshop.write("data/relation_kinds.csv", "id,name,inverse,hierarchy\nunder,under,over,yes\n");
    workshop.write(
        "data/relations.csv",
        "subject,relation,object,since,until,source\nquotes,under,body,1990-01-01,..,s1\nend,under,body,1990-01-01,..,s1\n\
         long,under,quotes,1990-01-01,..,s1\nbidi,under,long,1990-01-01,..,s1\nkorean,under,long,1990-01-01,..,s1\n\
         body,under,korean,1990-01-01,..,s1\n",
    );
    workshop.write(
        "data/postings.csv",
        "official,organization,title,since,until,source\nmallory,body,chair,1990-01-01,1995-01-01,s1\n\
         korean-name,long,chair,1992,..,s1\nkorean-name,korean,chair,1992,..,s1\nmallory,bidi,chair,1991,..,s1\n",
    );
    workshop.ok(&["import", "data"]);
    workshop
}

/// That a picture has nothing that runs, hides or reaches out.
pub fn assert_harmless(svg: &str) {
    let read = Svg::of(svg);
    for element in &read.elements {
        assert!(
            ["svg", "g", "title", "desc", "style", "defs", "pattern", "rect", "path", "text", "circle"]
                .contains(&element.name.as_str()),
            "{}",
            element.name
        );
        for (name, value) in &element.attributes {
            assert!(!name.starts_with("on") && !name.contains("href"), "{name}");
            assert!(
                name == "xmlns" || !value.contains("javascript:") && !value.contains("http:"),
                "{name}={value}"
            );
        }
    }
    let hides =
        |letter: char| (letter.is_control() && letter != '\n') || ('\u{202a}'..='\u{202e}').contains(&letter);
    assert!(!svg.contains(hides), "no active characters");
}

#[test]
fn charts_keep_back_what_only_restricted_sources_say() {
    let workshop = Workshop::new();
    workshop.write(
        "data/sources.csv",
        "id,title,published,access\ns1,A list,2024-01-01,\nsecret,The informant,2024-01-01,restricted\n",
    );
    workshop.write("data/organizations.csv", "id,name,source\nunion,The union,s1\n");
    workshop.write("data/officials.csv", "id,name,source\nabel,Abel,s1\nboris,Boris,secret\n");
    workshop.write("data/titles.csv", "id,name,office,holders\nchair,Chair,head,one\n");
    workshop.write("data/places.csv", "id,name,latitude,longitude,source\ntown,Town,40,125,s1\n");
    workshop.write(
        "data/events.csv",
        "id,title,date,place,source\nmeeting,The secret meeting,1995,town,secret\n",
    );
    workshop.write(
        "data/postings.csv",
        "official,organization,title,since,until,source\nabel,union,chair,1990,1992,s1\nboris,union,chair,1993,..,secret\n",
    );
    workshop.ok(&["import", "data"]);
    for (kind, said) in [("tenures", "Boris"), ("structure", "Boris"), ("map", "The secret meeting")] {
        let kept_back = workshop.ok(&["chart", kind]);
        assert!(!kept_back.contains(said) && !kept_back.contains("The informant"), "{kind}: {kept_back}");
        assert!(workshop.ok(&["chart", kind, "--restricted"]).contains(said), "{kind}");
    }
}
