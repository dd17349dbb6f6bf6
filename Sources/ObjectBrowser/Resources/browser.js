// SPDX-License-Identifier: Apache-2.0
//
// The search. The index is a script that is loaded when the box is first used; what it holds is shown as text only.
"use strict";

(() => {
  const root = document.body.dataset.root;
  const form = document.getElementById("search-form");
  const box = document.getElementById("search");
  const panel = document.getElementById("results-panel");
  const list = document.getElementById("results");
  const count = document.getElementById("results-count");
  const MOST = 60;
  const WORDS = { p: "property", m: "method", F: "function", c: "constant", f: "field" };

  /** Everything that can be found: { name, lower, type, word, place, address, guid }. */
  let entries = null;
  let chosen = -1;

  window.latebindIndex = (index) => {
    entries = [];
    for (const [library, name, file, keyword, guid, members] of index.types) {
      const [libraryName, folder] = index.libraries[library];
      const page = `${root}${folder}/${file}.html`;
      const lower = name.toLowerCase();
      entries.push({ name, lower, full: "", word: keyword, place: libraryName, address: page, guid });
      for (const member of members) {
        const [shown, anchor] = Array.isArray(member) ? member : [member, null];
        const own = shown.slice(1);
        entries.push({
          name: own,
          lower: own.toLowerCase(),
          full: `${name}.${own}`.toLowerCase(),
          word: WORDS[shown[0]],
          place: name,
          address: `${page}#${anchor ?? `${name}.${own}`}`,
          guid: "",
        });
      }
    }
    show();
  };

  function load() {
    if (entries !== null || document.getElementById("search-index")) return;
    const script = document.createElement("script");
    script.id = "search-index";
    script.src = `${root}search-index.js`;
    document.head.append(script);
  }

  /** How good a match is; the lower the better, -1 for none. Types come before members. */
  function rank(entry, query) {
    const isMember = entry.full !== "";
    if (entry.guid && query.length >= 8 && entry.guid.toLowerCase().startsWith(query)) return 0;
    const text = isMember && query.includes(".") ? entry.full : entry.lower;
    const at = text.indexOf(query);
    if (at < 0) return -1;
    const quality = text === query ? 0 : at === 0 ? 2 : startsWord(entry, at, text) ? 4 : 6;
    return quality + (isMember ? 1 : 0);
  }

  /** Whether a word begins at `at`, as `Element` does in `IHTMLElement` or `get_item`. */
  function startsWord(entry, at, text) {
    if (text !== entry.lower) return false;
    const here = entry.name[at];
    const before = entry.name[at - 1];
    return before === "_" || before === "." || (here !== here.toLowerCase() && before === before.toLowerCase());
  }

  function find(query) {
    const found = [];
    for (const entry of entries) {
      const quality = rank(entry, query);
      if (quality >= 0) found.push({ entry, quality });
    }
    found.sort((a, b) =>
      a.quality - b.quality || a.entry.name.length - b.entry.name.length ||
      compare(a.entry.lower, b.entry.lower) || compare(a.entry.place, b.entry.place));
    return found.map((item) => item.entry);
  }

  const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

  function show() {
    const query = box.value.trim().replace(/[{}]/g, "").toLowerCase();
    if (query === "" || document.activeElement !== box) return hide();
    if (entries === null) {
      load();
      return open("Loading the index");
    }
    const found = find(query);
    list.replaceChildren(...found.slice(0, MOST).map((entry, position) => item(entry, position, query)));
    open(summary(found.length));
    choose(found.length > 0 ? 0 : -1);
  }

  function summary(number) {
    if (number === 0) return "Nothing found";
    if (number > MOST) return `The first ${MOST} of ${number}`;
    return number === 1 ? "1 result" : `${number} results`;
  }

  function item(entry, position, query) {
    const line = document.createElement("li");
    line.id = `result-${position}`;
    line.setAttribute("role", "option");
    const link = document.createElement("a");
    link.href = entry.address;
    link.tabIndex = -1;
    const name = document.createElement("span");
    name.className = "result-name";
    name.append(...marked(entry, query));
    const word = document.createElement("span");
    word.className = "quiet";
    word.textContent = `${entry.word} in ${entry.place}`;
    link.append(name, word);
    line.append(link);
    return line;
  }

  /** The name with the part that matches marked. Lower case may be longer than the name; then nothing is. */
  function marked(entry, query) {
    const sought = query.slice(query.lastIndexOf(".") + 1);
    const at = sought === "" || entry.lower.length !== entry.name.length ? -1 : entry.lower.indexOf(sought);
    if (at < 0) return [entry.name];
    const mark = document.createElement("mark");
    mark.textContent = entry.name.slice(at, at + sought.length);
    return [entry.name.slice(0, at), mark, entry.name.slice(at + sought.length)];
  }

  function open(message) {
    count.textContent = message;
    panel.hidden = false;
    box.setAttribute("aria-expanded", "true");
  }

  function hide() {
    panel.hidden = true;
    list.replaceChildren();
    box.setAttribute("aria-expanded", "false");
    choose(-1);
  }

  function choose(position) {
    chosen = position;
    [...list.children].forEach((line, at) => line.setAttribute("aria-selected", String(at === position)));
    const line = list.children[position];
    if (!line) return box.removeAttribute("aria-activedescendant");
    box.setAttribute("aria-activedescendant", line.id);
    line.scrollIntoView({ block: "nearest" });
  }

  box.addEventListener("focus", () => { load(); show(); });
  box.addEventListener("input", show);
  box.addEventListener("keydown", (event) => {
    const last = list.children.length - 1;
    if (event.key === "Escape") {
      hide();
      box.blur();
    } else if (event.key === "ArrowDown" && last >= 0) {
      event.preventDefault();
      choose(chosen < last ? chosen + 1 : 0);
    } else if (event.key === "ArrowUp" && last >= 0) {
      event.preventDefault();
      choose(chosen > 0 ? chosen - 1 : last);
    }
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    list.children[chosen]?.querySelector("a").click();
  });
  list.addEventListener("click", (event) => {
    // A link to the page itself leaves the list open otherwise.
    if (event.target.closest("a")) hide();
  });
  document.addEventListener("pointerdown", (event) => {
    if (!form.contains(event.target)) hide();
  });
  document.addEventListener("keydown", (event) => {
    const isTyping = event.target.matches?.("input, textarea, select, [contenteditable]");
    if (event.key !== "/" || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    box.focus();
    box.select();
  });

  form.hidden = false;
})();
