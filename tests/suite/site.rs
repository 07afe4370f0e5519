//! The archive as pages: complete, linked, harmless, and read in a browser.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::OnceLock;

use crate::support::{Workshop, small_tables};

/// The pages of the seed, as a folder and as one file, made once.
fn seeded() -> &'static Workshop {
    static SEEDED: OnceLock<Workshop> = OnceLock::new();
    SEEDED.get_or_init(|| {
        let workshop = Workshop::seeded();
        workshop.ok(&["site", "-o", "pages"]);
        workshop.ok(&["site", "-o", "all.html"]);
        workshop
    })
}

/// The files of a folder, by their paths from it.
fn files(folder: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(&next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
                found.insert(name, std::fs::read_to_string(&path).unwrap());
            }
        }
    }
    found
}

/// The addresses that a page leads to.
fn addresses(page: &str) -> impl Iterator<Item = &str> {
    page.split("href=\"").skip(1).filter_map(|rest| Some(rest.split_once('"')?.0))
}

#[test]
fn every_entity_and_source_has_a_page_and_no_link_is_dead() {
    let workshop = seeded();
    let files = files(&workshop.path("pages"));
    let rows =
        workshop.rows(&["sql", "SELECT id, kind FROM entities UNION ALL SELECT id, 'sources' FROM sources"]);
    assert!(rows.len() > 150);
    for row in &rows {
        let (id, kind) = (row["id"].as_str().unwrap(), row["kind"].as_str().unwrap());
        assert!(files.contains_key(&format!("{kind}/{id}.html")), "{kind} {id}");
        assert!(
            addresses(&files[&format!("{kind}.html")]).any(|to| to == format!("{kind}/{id}.html")),
            "{kind} {id}"
        );
    }
    let mut links = 0;
    for (name, page) in files.iter().filter(|(name, _)| name.ends_with(".html")) {
        for to in addresses(page).filter(|to| !to.starts_with("http") && !to.starts_with('#')) {
            let target = match to.strip_prefix("../") {
                Some(target) => target.to_owned(),
                None => to.to_owned(),
            };
            assert!(files.contains_key(&target), "{name} leads to {to}");
            links += 1;
        }
    }
    assert!(links > 2_000, "{links}");
    // Each record is on the page of its source, and one click from what it is about.
    let page = &files["officials/kim-jung-rin.html"];
    assert!(
        page.contains("[c019]")
            && page.contains("../sources/s07.html")
            && page.contains("../organizations/politburo.html")
    );
    assert!(
        files["sources/s07.html"].contains("[c019]")
            && files["sources/s07.html"].contains("../officials/kim-jung-rin.html")
    );
}

#[test]
fn pages_answer_who_was_above_who_was_named_first_and_what_hangs_on_one_source() {
    let pages = seeded().path("pages");
    let read = |name: &str| std::fs::read_to_string(pages.join(name)).unwrap();
    let event = read("events/gftuk-7th-congress.html");
    assert!(event.contains("Who was above, on 2016-10-25") && event.contains("../sources/s36.html"));
    assert!(read("organizations/trade-unions.html").contains("Who was above"));
    assert!(read("appearances.html").contains("officials/kim-jung-rin.html"));
    let why = read("why.html");
    assert!(why.contains("Which report would settle it") && why.contains("organizations/trade-unions.html"));
    assert!(read("fragile.html").contains("certain answers hang on one source"));
    // Lists of names in order, as the example for them has.
    let workshop = Workshop::new();
    let lists = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/appearances");
    workshop.ok(&["import", lists.to_str().unwrap()]);
    workshop.ok(&["site", "-o", "lists", "--on", "2001-01-01"]);
    let all = files(&workshop.path("lists"));
    let ordered =
        all.iter().filter(|(name, page)| name.starts_with("events/") && page.contains("Who took part"));
    assert!(ordered.count() >= 3);
}

#[test]
fn the_same_archive_gives_the_same_bytes_and_one_file_has_the_same_articles() {
    let workshop = seeded();
    let first = files(&workshop.path("pages"));
    workshop.ok(&["site", "-o", "again"]);
    assert!(files(&workshop.path("again")) == first);
    let one = workshop.read("all.html");
    for (name, page) in first.iter().filter(|(name, _)| name.ends_with(".html")) {
        let id = name.strip_suffix(".html").unwrap();
        let article = format!("<article id=\"{id}\">");
        assert!(page.contains(&article) && one.matches(&article).count() == 1, "{name}");
    }
    let ids: Vec<&str> =
        one.split("<article id=\"").skip(1).map(|rest| rest.split_once('"').unwrap().0).collect();
    for to in addresses(&one).filter_map(|to| to.strip_prefix('#')).filter(|to| *to != "main") {
        assert!(ids.contains(&to), "{to}");
    }
}

#[test]
fn clocks_and_filters_apply_to_all_pages() {
    let workshop = Workshop::new();
    small_tables(&workshop);
    workshop.ok(&["import", "data"]);
    workshop.ok(&["site", "-o", "early", "--published-by", "2011"]);
    let early = files(&workshop.path("early"));
    assert!(early.contains_key("sources/s1.html") && !early.contains_key("sources/s2.html"));
    assert!(!early["organizations/union.html"].contains("2011-03"));
    assert!(early["index.html"].contains("only what was certainly published by 2011-12-31"));
    workshop.ok(&["site", "-o", "whole"]);
    assert!(files(&workshop.path("whole"))["organizations/union.html"].contains("2011-03"));
}

/// Texts that would do harm if a page took them as its own.
const HOSTILE: [&str; 6] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "</script><script>alert(2)</script>",
    "</title></style><svg onload=alert(3)>",
    "<!-- --><!---->",
    "\u{202e}gpj.exe\u{e000}kim-a\u{e001}Somebody else\u{e002}",
];

fn with_hostile_texts() -> Workshop {
    let workshop = Workshop::new();
    small_tables(&workshop);
    let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let mut sources = "id,title,publisher,url,note\n".to_owned();
    let mut officials = "id,name,source,note\n".to_owned();
    let mut names = "id,subject,name,source,quote\n".to_owned();
    let mut postings =
        "id,official,organization,title,title_as_written,since,source,locator,quote\n".to_owned();
    for (place, text) in HOSTILE.iter().enumerate() {
        let text = quoted(text);
        sources.push_str(&format!("x{place},{text},{text},https://example.org/?q=%22%3E,{text}\n"));
        officials.push_str(&format!("y{place},{text},x{place},{text}\n"));
        names.push_str(&format!("z{place},y{place},{text},x{place},{text}\n"));
        postings.push_str(&format!("w{place},y{place},union,member,{text},2001,x{place},{text},{text}\n"));
    }
    for (name, text) in
        [("sources", sources), ("officials", officials), ("names", names), ("postings", postings)]
    {
        workshop.write(&format!("more/{name}.csv"), text);
    }
    workshop.ok(&["import", "data"]);
    workshop.ok(&["import", "more"]);
    workshop
}

#[test]
fn nothing_of_the_archive_becomes_part_of_a_page() {
    let workshop = with_hostile_texts();
    workshop.ok(&["site", "-o", "pages"]);
    workshop.ok(&["site", "-o", "all.html"]);
    let mut all = files(&workshop.path("pages"));
    let scripts = |page: &str| page.to_lowercase().matches("<script").count();
    for (name, page) in all.iter().filter(|(name, _)| name.ends_with(".html")) {
        assert_eq!(scripts(page), 2, "{name}");
    }
    let one = workshop.read("all.html");
    assert_eq!((scripts(&one), one.matches("</script").count()), (1, 1));
    all.insert("all.html".to_owned(), one);
    for (name, page) in &all {
        for markup in ["<img", "<svg onload", "onerror=alert(1)>\"", "</title></style>", "\u{202e}"] {
            assert!(!page.contains(markup), "{name}: {markup}");
        }
    }
    // The page says what the text is, and to whom it leads.
    let page = &all["officials/y5.html"];
    assert!(page.contains("\\u{202e}gpj.exe") && page.contains("Somebody else"), "{page}");
}

#[test]
fn a_folder_of_other_files_is_left_alone_and_a_site_is_replaced() {
    let workshop = Workshop::new();
    small_tables(&workshop);
    workshop.ok(&["import", "data"]);
    workshop.write("mine/notes.txt", "mine");
    let ran = workshop.run(&["site", "-o", "mine"]);
    assert_eq!(ran.status, 1, "{ran}");
    insta::assert_snapshot!(ran.err.replace(&*workshop.path("").to_string_lossy(), ""), @r"
    error: mine: this folder holds other files
    hint: name a new folder, or one that this command made: -o FOLDER
    ");
    assert_eq!(workshop.read("mine/notes.txt"), "mine");
    let ran = workshop.run(&["site", "-o", "pages.pdf"]);
    assert_eq!(ran.status, 1, "{ran}");
    assert!(ran.err.starts_with("error: pages.pdf: this is the name of another kind of file"), "{ran}");
    assert!(ran.err.contains("hint: name a folder: -o FOLDER; or a file: -o FILE.html"), "{ran}");
    assert!(!workshop.path("pages.pdf").exists());
    workshop.ok(&["site", "-o", "pages"]);
    workshop.write("later/officials.csv", "id,name,source\nsomebody,Somebody,s1\n");
    workshop.ok(&["import", "later"]);
    workshop.write("pages/old.html", "left over");
    workshop.ok(&["site", "-o", "pages"]);
    assert!(
        workshop.path("pages/officials/somebody.html").exists() && !workshop.path("pages/old.html").exists()
    );
    let left: Vec<_> =
        std::fs::read_dir(workshop.path("")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(left.iter().all(|name| !name.to_string_lossy().starts_with(".orgarchive-")), "{left:?}");
}

/// One session of a browser without a network: it opens the pages from the disk, searches, chooses a day, prints.
#[cfg(has_browser)]
const SESSION: &str = r##"
import json, pathlib, shutil, sys
from playwright.sync_api import sync_playwright
folder = pathlib.Path(sys.argv[1])
with sync_playwright() as playwright:
    browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=[
        "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"])
    context = browser.new_context(offline=True)
    page = context.new_page()
    said = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("dialog", lambda dialog: (said.append("a dialog: " + dialog.message), dialog.dismiss()))
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    result = {}
    for start in ["pages/index.html", "all.html"]:
        page.goto((folder / start).as_uri())
        page.fill("#find", "JUNG  rin")
        result["first " + start] = page.locator("#found a").first.text_content()
        page.keyboard.press("Enter")
        page.wait_for_function("document.querySelector('h1') && [...document.querySelectorAll('article')].some(a => a.id === 'officials/kim-jung-rin' && a.offsetHeight > 0)")
    page.goto((folder / "pages/officials/kim-jung-rin.html").as_uri())
    pieces = page.locator("li[data-f]")
    shown = lambda: [line.get_attribute("data-f") + " " + line.get_attribute("data-t") + " " + line.get_attribute("class").split()[0] for line in pieces.all() if line.is_visible()]
    everything = shown()
    page.fill("#day", "1990-01-01")
    on_the_day = shown()
    result["everything"] = len(everything)
    result["right"] = on_the_day == [line for line in everything if line.split()[0] <= "1990-01-01" <= line.split()[1]] and len(on_the_day) > 0
    result["verdicts"] = on_the_day
    # The day goes along.
    page.locator("section a[href*=organizations]:visible").first.click()
    page.wait_for_load_state()
    result["along"] = page.input_value("#day")
    page.evaluate("document.getElementById('year').value = 1970; document.getElementById('year').dispatchEvent(new Event('input'))")
    result["slider"] = page.input_value("#day")
    page.click("#any")
    result["any"] = page.input_value("#day")
    result["printed"] = len(page.pdf()) > 5000
    page.set_viewport_size({"width": 360, "height": 740})
    for path in ["officials/kim-jung-rin", "organizations/trade-unions", "sources/s07", "events/gftuk-7th-congress", "appearances", "why", "conflicts", "index"]:
        page.goto((folder / "pages" / (path + ".html")).as_uri())
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > 360: said.append(f"{path} is {wide} wide")
    for path in sorted((folder / "hostile").rglob("*.html")) + [folder / "hostile.html"]:
        page.goto(path.as_uri())
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    page.fill("#find", "script")
    result["said"] = said
    result["outside"] = [url for url in asked if not url.startswith("file:")]
    browser.close()
print(json.dumps(result, ensure_ascii=False))
"##;

#[test]
#[cfg_attr(not(has_browser), ignore = "there is no Chromium, or no module to drive it")]
fn a_browser_opens_searches_and_chooses_a_day_without_a_network() {
    #[cfg(has_browser)]
    {
        let workshop = seeded();
        let hostile = with_hostile_texts();
        for name in ["hostile", "hostile.html"] {
            let path = workshop.path(name);
            hostile.ok(&["site", "-o", path.to_str().unwrap()]);
        }
        let output = std::process::Command::new(crate::clients::PYTHON)
            .args(["-c", SESSION])
            .arg(workshop.path(""))
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let result: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        insta::assert_snapshot!(serde_json::to_string_pretty(&result).unwrap(), @r#"
            {
              "first pages/index.html": "Kim Jung-rin (official)",
              "first all.html": "Kim Jung-rin (official)",
              "everything": 40,
              "right": true,
              "verdicts": [
                "1924-01-01 2010-04-28 possible",
                "1962-01-01 2010-04-28 possible",
                "1962-12-31 2010-01-01 certain",
                "1970-12-01 2010-04-28 possible",
                "1987-01-01 2010-04-28 possible",
                "1990-01-01 1990-01-30 possible",
                "0001-01-01 2009-06-30 possible",
                "0001-01-01 2010-04-27 possible",
                "0001-01-01 2010-04-27 possible",
                "0001-01-01 2010-04-26 possible",
                "0001-01-01 9999-12-31 certain",
                "0001-01-01 9999-12-31 disputed",
                "0001-01-01 9999-12-31 disputed",
                "0001-01-01 9999-12-31 disputed",
                "0001-01-01 9999-12-31 certain",
                "0001-01-01 9999-12-31 certain",
                "0001-01-01 9999-12-31 certain",
                "0001-01-01 9999-12-31 certain",
                "0001-01-01 9999-12-31 certain"
              ],
              "along": "1990-01-01",
              "slider": "1970-12-31",
              "any": "",
              "printed": true,
              "said": [],
              "outside": []
            }
            "#);
    }
}
