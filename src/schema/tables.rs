//! The description itself: every table and column, in order.

use super::{Blank, Column, Dating, Kind, Reading, Role, RowRule, Table};

pub(super) const fn column(
    name: &'static str,
    kind: Kind,
    meaning: &'static str,
    example: &'static str,
) -> Column {
    Column { name, kind, required: false, blank: Blank::Nothing, meaning, example }
}

impl Column {
    pub(super) const fn required(mut self) -> Column {
        self.required = true;
        self
    }

    /// A blank cell stands for the id of the row.
    const fn or_own_id(mut self) -> Column {
        self.blank = Blank::OwnId;
        self
    }

    const fn or(mut self, default: &'static str) -> Column {
        self.blank = Blank::Text(default);
        self
    }
}

const CREDIBILITY: Kind = Kind::Whole(1, 6);

pub(super) const PROVENANCE: &[Column] = &[
    column("source", Kind::Reference("sources"), "the source that says it", "sp-2016").required(),
    column("locator", Kind::Text, "where in the source: page, paragraph, timestamp", "p. 3"),
    column("quote", Kind::Text, "the source's words, in its language", ""),
    column(
        "credibility",
        CREDIBILITY,
        "Admiralty scale, 1 (confirmed) to 6 (cannot be judged); blank means 6; 5 (improbable) is left out of verdicts",
        "2",
    ),
    column("note", Kind::Text, "the analyst's remark", ""),
];

const SINCE: Column =
    column("since", Kind::Date, "the day it began, in EDTF; blank: the source does not say", "2016-08");
const UNTIL: Column = column(
    "until",
    Kind::DateOrStill,
    "the day it ended, in EDTF; .. : still so when the source wrote it",
    "..",
);
const AS_OF: Column = column(
    "as_of",
    Kind::DateOrInterval,
    "the day for which the source says it, in EDTF; blank: the day it was published",
    "2016-09-01",
);

const YES_NO: Kind = Kind::OneOf(&["yes", "no"]);

/// All tables, referred-to tables first: an import in this order finds most references already there.
pub const TABLES: &[Table] = &[
    Table {
        name: "sources",
        meaning: "One publication that says something: a page, an article, a broadcast, a document",
        role: Role::Source,
        dating: Dating::Published,
        own_columns: &[
            column("id", Kind::Id, "a short slug", "sp-2016").required(),
            column("title", Kind::Text, "what it is called", "The trade unions hold their congress")
                .required(),
            column("publisher", Kind::Text, "who published it", "Example Daily"),
            column("author", Kind::Text, "who wrote it", ""),
            column(
                "published",
                Kind::DateOrInterval,
                "when it was published, in EDTF; blank: undated",
                "2016-09-02",
            ),
            column("accessed", Kind::Date, "when the analyst read it, in EDTF", "2016-09-05"),
            column("url", Kind::Url, "its address", "https://example.org/2016/congress"),
            column("archive_url", Kind::Url, "the address of an archived copy", ""),
            column("language", Kind::Language, "its language, BCP 47", "en"),
            column(
                "kind",
                Kind::OneOf(&[
                    "analysis",
                    "news",
                    "state-media",
                    "official-document",
                    "reference",
                    "newsletter",
                    "advocacy",
                    "interview",
                    "dataset",
                    "judgement",
                ]),
                "what sort of source it is; judgement is the analyst's own",
                "news",
            ),
            column(
                "reliability",
                Kind::OneOf(&["A", "B", "C", "D", "E", "F"]),
                "Admiralty scale, A (reliable) to F (cannot be judged), as graded today",
                "C",
            ),
            column("origin", Kind::Reference("sources"), "the source it repeats", ""),
            column(
                "access",
                Kind::OneOf(&["public", "restricted"]),
                "who may see it; blank is public; what is restricted leaves by no extract, chart or Markdown dossier unless --restricted asks for it",
                "public",
            ),
            column("note", Kind::Text, "the analyst's remark", ""),
        ],
        reads: Reading::NOTHING,
        alike: &[],
        rules: &[],
    },
    Table {
        name: "titles",
        meaning: "A title that officials hold",
        role: Role::Vocabulary,
        dating: Dating::None,
        own_columns: &[
            column("id", Kind::Id, "a short slug", "example-chair").required(),
            column("name", Kind::Text, "what it is called", "Chair (example)").required(),
            column(
                "office",
                Kind::Text,
                "the office it belongs to: titles of one office share it; blank is the id",
                "head",
            )
            .or_own_id(),
            column("holders", Kind::OneOf(&["one", "many"]), "how many hold it at a time", "one").or("many"),
            column("rank", Kind::Whole(0, 1_000_000), "seniority, 1 the most senior", "1"),
        ],
        reads: Reading::NOTHING,
        alike: &[],
        rules: &[],
    },
    Table {
        name: "relation_kinds",
        meaning: "A kind of relation between two entities",
        role: Role::Vocabulary,
        dating: Dating::None,
        own_columns: &[
            column("id", Kind::Id, "a short slug", "example-subordinate-to").required(),
            column("name", Kind::Text, "what it is called", "is subordinate to (example)").required(),
            column("inverse", Kind::Text, "what it is called seen from the object", "has the subordinate"),
            column("hierarchy", YES_NO, "whether the subject is below the object", "yes").or("no"),
        ],
        reads: Reading::NOTHING,
        alike: &[],
        rules: &[],
    },
    Table {
        name: "attributes",
        meaning: "Something a fact states about its subject",
        role: Role::Vocabulary,
        dating: Dating::None,
        own_columns: &[
            column("id", Kind::Id, "a short slug", "example-members").required(),
            column("name", Kind::Text, "what it is called", "number of members (example)").required(),
            column(
                "type",
                Kind::OneOf(&["date", "number", "text", "entity"]),
                "what its values are",
                "number",
            )
            .or("text"),
            column("cardinality", Kind::OneOf(&["one", "many"]), "how many values hold at a time", "one")
                .or("many"),
            column(
                "change",
                Kind::OneOf(&["constant", "changing"]),
                "whether the value can change: born never does, members do",
                "changing",
            )
            .or("changing"),
        ],
        reads: Reading::NOTHING,
        alike: &[],
        rules: &[],
    },
    Table {
        name: "event_kinds",
        meaning: "A kind of event",
        role: Role::Vocabulary,
        dating: Dating::None,
        own_columns: &[
            column("id", Kind::Id, "a short slug", "example-congress").required(),
            column("name", Kind::Text, "what it is called", "congress (example)").required(),
        ],
        reads: Reading::NOTHING,
        alike: &[],
        rules: &[],
    },
    Table {
        name: "roles",
        meaning: "A part that a participant takes in an event",
        role: Role::Vocabulary,
        dating: Dating::None,
        own_columns: &[
            column("id", Kind::Id, "a short slug", "example-speaker").required(),
            column("name", Kind::Text, "what it is called", "speaker (example)").required(),
        ],
        reads: Reading::NOTHING,
        alike: &[],
        rules: &[],
    },
    Table {
        name: "places",
        meaning: "A place: a country, a province, a city, a site",
        role: Role::Entity,
        dating: Dating::None,
        own_columns: &[
            column("id", Kind::Id, "a short slug", "pyongyang").required(),
            column("name", Kind::Text, "what it is called", "Pyongyang").required(),
            column(
                "kind",
                Kind::OneOf(&[
                    "country", "province", "city", "district", "county", "town", "village", "site",
                ]),
                "what sort of place it is",
                "city",
            ),
            column("parent", Kind::Reference("places"), "the place it is in", "north-korea"),
            column("iso_code", Kind::Text, "ISO 3166 code, such as KP or KP-01", "KP-01"),
            column("latitude", Kind::Degrees(90), "decimal degrees north, as written", "39.03"),
            column("longitude", Kind::Degrees(180), "decimal degrees east, as written", "125.75"),
        ],
        reads: Reading { words: "is the {kind|place} {name}", toward: &["parent"] },
        alike: &[],
        rules: &[],
    },
    Table {
        name: "organizations",
        meaning: "An organization, or a class of organizations that a source speaks of",
        role: Role::Entity,
        dating: Dating::None,
        own_columns: &[
            column("id", Kind::Id, "a short slug", "trade-unions").required(),
            column("name", Kind::Text, "what it is called", "General Federation of Trade Unions").required(),
            column(
                "kind",
                Kind::OneOf(&[
                    "party",
                    "party-body",
                    "state-body",
                    "military-body",
                    "mass-organization",
                    "social-organization",
                    "committee",
                    "enterprise",
                    "other",
                ]),
                "what sort of organization it is",
                "mass-organization",
            ),
            column(
                "identity",
                Kind::OneOf(&["named", "unnamed", "class"]),
                "whether the source names it, or speaks of each of a class",
                "named",
            )
            .or("named"),
        ],
        reads: Reading { words: "is the {kind|organization} {name}", toward: &[] },
        alike: &[],
        rules: &[],
    },
    Table {
        name: "officials",
        meaning: "A person",
        role: Role::Entity,
        dating: Dating::None,
        own_columns: &[
            column("id", Kind::Id, "a short slug", "ju-yong-gil").required(),
            column("name", Kind::Text, "what the person is called", "Ju Yong-gil").required(),
            column("sex", Kind::OneOf(&["female", "male"]), "sex, if the source says", "male"),
            column(
                "identity",
                Kind::OneOf(&["named", "unnamed"]),
                "whether the source names the person",
                "named",
            )
            .or("named"),
        ],
        reads: Reading { words: "is {name}[, {sex}]", toward: &[] },
        alike: &[],
        rules: &[],
    },
    Table {
        name: "chapters",
        meaning: "A part of an organization: its headquarters, a provincial office, a local chapter",
        role: Role::Entity,
        dating: Dating::Span,
        own_columns: &[
            column("id", Kind::Id, "a short slug", "trade-unions-pyongyang").required(),
            column(
                "organization",
                Kind::Reference("organizations"),
                "what it is a chapter of",
                "trade-unions",
            )
            .required(),
            column("name", Kind::Text, "what it is called", "Pyongyang committee of the trade unions")
                .required(),
            column(
                "level",
                Kind::OneOf(&[
                    "headquarters",
                    "provincial",
                    "city",
                    "district",
                    "county",
                    "town",
                    "workplace",
                    "primary",
                    "local",
                ]),
                "its level; local: the source does not say which",
                "provincial",
            ),
            column("place", Kind::Reference("places"), "where it is", "pyongyang"),
            column("parent", Kind::Reference("chapters"), "the chapter it is below", ""),
            SINCE,
            UNTIL,
            AS_OF,
        ],
        reads: Reading {
            words: "is the [{level} ]chapter {name}[, in {place}] of",
            toward: &["parent", "organization"],
        },
        alike: &[],
        rules: &[],
    },
    Table {
        name: "events",
        meaning: "Something that happened, was planned, cancelled or denied, as one source reports it",
        role: Role::Entity,
        dating: Dating::Event,
        own_columns: &[
            column("id", Kind::Id, "blank: derived from the content", ""),
            column(
                "event",
                Kind::Event,
                "shared by all reports of one event; blank is the id",
                "trade-unions-congress-2016",
            )
            .or_own_id(),
            column("kind", Kind::Reference("event_kinds"), "what kind of event", "congress"),
            column("title", Kind::Text, "what happened", "Seventh congress of the trade unions").required(),
            column(
                "status",
                Kind::OneOf(&["occurred", "planned", "cancelled", "denied"]),
                "what the source says became of it",
                "occurred",
            )
            .or("occurred"),
            column(
                "date",
                Kind::DateOrInterval,
                "when, in EDTF; a slash interval says that it lasted",
                "2016-08-30",
            ),
            column("place", Kind::Reference("places"), "where", "pyongyang"),
            column(
                "organization",
                Kind::Reference("organizations"),
                "the organization concerned",
                "trade-unions",
            ),
            column("chapter", Kind::Reference("chapters"), "the chapter concerned", ""),
            column("official", Kind::Reference("officials"), "the official concerned", ""),
        ],
        reads: Reading {
            words: "{status}: {title}[, in {place}]",
            toward: &["official", "chapter", "organization"],
        },
        alike: &["event", "status"],
        rules: &[],
    },
    Table {
        name: "names",
        meaning: "A name of an entity, as one source gives it",
        role: Role::Record,
        dating: Dating::Span,
        own_columns: &[
            column("id", Kind::Id, "blank: derived from the content", ""),
            column("subject", Kind::Entity, "whose name it is", "trade-unions").required(),
            column("label", Kind::Text, "which name it is: spellings of one name share the label", "gftuk"),
            column("name", Kind::Text, "the name as written", "General Federation of Trade Unions of Korea")
                .required(),
            column("language", Kind::Language, "language and script of the name, BCP 47", "en"),
            column(
                "kind",
                Kind::OneOf(&["official", "short", "variant", "translation"]),
                "what sort of name it is",
                "official",
            ),
            SINCE,
            UNTIL,
            AS_OF,
        ],
        reads: Reading { words: "is called {name}[ ({language}[, {kind}])]", toward: &[] },
        alike: &["subject", "name", "language"],
        rules: &[],
    },
    Table {
        name: "relations",
        meaning: "A relation between two entities, as one source states it",
        role: Role::Record,
        dating: Dating::Span,
        own_columns: &[
            column("id", Kind::Id, "blank: derived from the content", ""),
            column("subject", Kind::Entity, "the entity it is about", "trade-unions").required(),
            column(
                "relation",
                Kind::Reference("relation_kinds"),
                "how it is related to the object",
                "subordinate-to",
            )
            .required(),
            column("object", Kind::Entity, "the other entity", "workers-organizations-department").required(),
            SINCE,
            UNTIL,
            AS_OF,
        ],
        reads: Reading { words: "{relation.name}", toward: &["object"] },
        alike: &["subject", "relation", "object"],
        rules: &[],
    },
    Table {
        name: "postings",
        meaning: "An official held a title in an organization or a chapter, as one source says",
        role: Role::Record,
        dating: Dating::Span,
        own_columns: &[
            column("id", Kind::Id, "blank: derived from the content", ""),
            column("official", Kind::Reference("officials"), "who held it", "ju-yong-gil").required(),
            column(
                "organization",
                Kind::Reference("organizations"),
                "the body, unless a chapter is given",
                "trade-unions",
            ),
            column(
                "chapter",
                Kind::Reference("chapters"),
                "the chapter, unless an organization is given",
                "",
            ),
            column("title", Kind::Reference("titles"), "the title", "chair").required(),
            column(
                "title_as_written",
                Kind::Text,
                "the title in the source's words",
                "chairman of its Central Committee",
            ),
            column(
                "term",
                Kind::Text,
                "a word or number that keeps spells apart: records with different terms are never one spell; blank fits any",
                "1",
            ),
            SINCE,
            UNTIL,
            AS_OF,
        ],
        reads: Reading {
            words: "holds the title {title.name}[ ({title_as_written})] in",
            toward: &["organization", "chapter"],
        },
        alike: &["official", "organization", "chapter", "title", "term"],
        rules: &[RowRule::ExactlyOneOf {
            columns: ["organization", "chapter"],
            if_neither: "name the organization, or the chapter, in which the title was held",
            if_both: "name one of the two: a chapter's organization is in its own row",
        }],
    },
    Table {
        name: "facts",
        meaning: "What one source states about an entity",
        role: Role::Record,
        dating: Dating::Span,
        own_columns: &[
            column("id", Kind::Id, "blank: derived from the content", ""),
            column("subject", Kind::Entity, "the entity it is about", "trade-unions").required(),
            column("attribute", Kind::Reference("attributes"), "what is stated", "members").required(),
            column("value", Kind::Value, "the value, in the attribute's type", "~1600000").required(),
            SINCE,
            UNTIL,
            AS_OF,
        ],
        reads: Reading { words: "{attribute.name}: {value}", toward: &[] },
        alike: &["subject", "attribute"],
        rules: &[],
    },
    Table {
        name: "participants",
        meaning: "Who took part in an event, as one source reports it",
        role: Role::Record,
        dating: Dating::None,
        own_columns: &[
            column("id", Kind::Id, "blank: derived from the content", ""),
            column("event", Kind::Event, "the event", "trade-unions-congress-2016").required(),
            column("subject", Kind::Entity, "who took part", "ju-yong-gil").required(),
            column("role", Kind::Reference("roles"), "in which part", "speaker"),
            column("position", Kind::Whole(1, 1_000_000), "place in a list of names: 1 is first", "1"),
        ],
        reads: Reading { words: "takes part[ as {role.name}] in", toward: &["event"] },
        alike: &["event", "subject"],
        rules: &[],
    },
    super::settlements::SETTLEMENTS,
    super::judgements::JUDGEMENTS,
];

/// Tables that only commands of the program write; their versions are kept as those of [`TABLES`] are.
pub const OWN_TABLES: &[Table] = &[ATTACHMENTS, RENAMES];

/// Copies of documents: withdrawn like records, while the copy stays.
pub const ATTACHMENTS: Table = Table {
    name: "attachments",
    meaning: "copies of documents that the archive keeps",
    role: Role::Own,
    dating: Dating::None,
    own_columns: &[
        column("id", Kind::Id, "the name of the document in sqlar", "sp-2016/3f2a9c01/page.html").required(),
        column("source", Kind::Reference("sources"), "the source it is a copy of", "sp-2016").required(),
        column("sha256", Kind::Text, "digest of the document, in hexadecimal", "").required(),
        column("size", Kind::Whole(0, i64::MAX), "bytes of the document", "17204").required(),
    ],
    reads: Reading::NOTHING,
    alike: &[],
    rules: &[],
};

/// Earlier ids of entities.
pub const RENAMES: Table = Table {
    name: "renames",
    meaning: "earlier ids of entities; they still find the entity",
    role: Role::Own,
    dating: Dating::None,
    own_columns: &[
        column("id", Kind::Id, "the earlier id", "kim-chung-nin").required(),
        column("entity", Kind::Text, "the id it has now", "kim-jung-rin").required(),
    ],
    reads: Reading::NOTHING,
    alike: &[],
    rules: &[],
};
