// Shows what held on a day, and finds names. No verdict is computed here: pieces of time are looked up and shown or hidden.
(function () {
  "use strict";
  const root = document.documentElement.dataset.root || "";
  const isOne = document.documentElement.hasAttribute("data-one");
  const [first, last] = document.documentElement.dataset.years.split(" ");
  const parts = {
    organizations: "Organizations", chapters: "Chapters", officials: "Officials", places: "Places", events: "Events",
    sources: "Sources", conflicts: "What contradicts", gaps: "What is not known",
    fragile: "What hangs on one source", why: "What would settle it", appearances: "Who was named first",
  };

  // Nothing in these is from the archive.
  for (const [path, name] of Object.entries(parts)) {
    const link = document.createElement("a");
    link.href = isOne ? "#" + path : root + path + ".html";
    link.textContent = name;
    document.querySelector("nav").append(" ", link);
  }
  document.querySelector("header").insertAdjacentHTML("beforeend", `
    <form role="search"><label for="find">Find a name</label>
      <input id="find" type="search" autocomplete="off" spellcheck="false"><ul id="found" aria-live="polite"></ul></form>
    <fieldset><legend>As of</legend>
      <label for="day">Day</label><input id="day" type="date" min="0001-01-01" max="9999-12-31">
      <label for="year">Year</label><input id="year" type="range">
      <button type="button" id="any">Any day</button><output id="shown" for="day year"></output></fieldset>`);

  const day = document.getElementById("day");
  const year = document.getElementById("year");
  const shown = document.getElementById("shown");
  year.min = first;
  year.max = last;
  year.value = last;

  function show() {
    const on = day.value;
    for (const group of document.querySelectorAll(".group")) {
      let pieces = 0, seen = 0;
      for (const piece of group.querySelectorAll("[data-f]")) {
        const holds = !on || (piece.dataset.f <= on && on <= piece.dataset.t);
        piece.classList.toggle("past", !holds);
        pieces += 1;
        if (holds) seen += 1;
      }
      group.classList.toggle("off", pieces > 0 && seen === 0);
    }
    shown.textContent = on ? "what held on " + on : "any day";
    if (!isOne) history.replaceState(null, "", on ? "#on=" + on : location.pathname + location.search);
  }

  day.addEventListener("input", show);
  year.addEventListener("input", function () {
    day.value = String(year.value).padStart(4, "0") + "-12-31";
    show();
  });
  document.getElementById("any").addEventListener("click", function () {
    day.value = "";
    show();
  });
  // The day goes along to the next page.
  document.addEventListener("click", function (event) {
    const link = event.target.closest("a[href]");
    if (!link || isOne || !day.value || link.getAttribute("href").includes("#") || link.protocol !== location.protocol) return;
    link.href += "#on=" + day.value;
  });

  const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
  const find = document.getElementById("find");
  const found = document.getElementById("found");
  let folded = null;

  function search() {
    found.textContent = "";
    const asked = fold(find.value);
    if (!asked || typeof orgarchiveNames === "undefined") return;
    folded = folded || orgarchiveNames.map((entry) => entry.slice(2).concat(entry[1]).map(fold));
    const hits = [];
    for (let place = 0; place < folded.length; place += 1) {
      let best = 4;
      for (const name of folded[place]) {
        const at = name.indexOf(asked);
        if (at < 0) continue;
        best = Math.min(best, name === asked ? 0 : at === 0 ? 1 : 2);
      }
      if (best < 4) hits.push([best, place]);
    }
    const length = (place) => orgarchiveNames[place][1].length;
    hits.sort((one, other) => one[0] - other[0] || length(one[1]) - length(other[1]) || one[1] - other[1]);
    for (const [, place] of hits.slice(0, 50)) {
      const [path, name] = orgarchiveNames[place];
      const link = document.createElement("a");
      link.href = isOne ? "#" + path : root + path + ".html";
      link.textContent = name + " (" + path.split("/")[0].replace(/s$/, "") + ")";
      const item = document.createElement("li");
      item.append(link);
      found.append(item);
    }
    if (!hits.length) found.append(Object.assign(document.createElement("li"), { textContent: "nobody and nothing is called so" }));
  }

  find.addEventListener("input", search);
  find.form.addEventListener("submit", function (event) {
    event.preventDefault();
    const first = found.querySelector("a");
    if (first) first.click();
  });
  found.addEventListener("click", function () {
    find.value = "";
    setTimeout(search, 0);
  });

  const asked = /^#on=(\d{4}-\d\d-\d\d)$/.exec(location.hash);
  if (asked) {
    day.value = asked[1];
    year.value = asked[1].slice(0, 4);
  }
  show();
})();
