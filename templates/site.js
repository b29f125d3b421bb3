"use strict";
(() => {
  const form = document.querySelector("form.search");
  const [words, theme, from, to] = ["words", "theme", "from", "to"].map((id) => document.getElementById(id));
  const status = document.querySelector(".status");
  const hits = document.querySelector(".hits");
  const shards = form.dataset.shards.split(" ");
  const most = 100;
  const editions = new Map();
  for (const item of document.querySelectorAll("[data-id]")) {
    editions.set(item.dataset.id, { item, day: item.dataset.day, label: item.querySelector(".day").textContent, told: null });
  }
  // Accents and capitals do not matter to those who search.
  const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

  window.briefingSearch = (month, told) => {
    for (const [id, entries] of Object.entries(told)) {
      const edition = editions.get(id);
      if (edition) edition.told = entries.map(([theme, anchor, headline, text]) => ({ theme, anchor, headline, text, folded: folded(headline + " " + text) }));
    }
  };
  const loading = new Map();
  const load = (file) => {
    if (!loading.has(file)) {
      loading.set(file, new Promise((done) => {
        const script = document.createElement("script");
        script.src = file;
        script.onload = script.onerror = done;
        document.head.append(script);
      }));
    }
    return loading.get(file);
  };

  const inTime = (edition) => (!from.value || edition.day >= from.value) && (!to.value || edition.day <= to.value);
  const month = (file) => file.slice(-10, -3);
  const wanted = (file) => (!from.value || month(file) >= from.value.slice(0, 7)) && (!to.value || month(file) <= to.value.slice(0, 7));

  const show = (edition, id, entry) => {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = id + "#" + entry.anchor;
    link.textContent = entry.headline;
    const about = document.createElement("span");
    about.className = "about";
    about.textContent = edition.label + " · " + entry.theme;
    const text = document.createElement("p");
    text.textContent = entry.text.length > 400 ? entry.text.slice(0, 400) + "…" : entry.text;
    for (const one of [link, about, text]) one.dir = "auto";
    item.append(link, " ", about, text);
    return item;
  };

  let turn = 0;
  const search = async () => {
    const mine = ++turn;
    const terms = folded(words.value).split(/\s+/).filter(Boolean);
    const isSearch = terms.length > 0 || theme.value !== "";
    for (const edition of editions.values()) edition.item.hidden = !inTime(edition);
    for (const part of document.querySelectorAll(".editions details")) part.hidden = !part.querySelector("li:not([hidden])");
    hits.replaceChildren();
    status.textContent = "";
    if (!isSearch) return;
    const found = [];
    for (const file of shards.filter(wanted)) {
      await load(file);
      if (mine !== turn) return;
      for (const [id, edition] of editions) {
        if (edition.day.slice(0, 7) !== month(file) || !inTime(edition)) continue;
        for (const entry of edition.told || []) {
          if ((!theme.value || entry.theme === theme.value) && terms.every((term) => entry.folded.includes(term))) found.push([edition, id, entry]);
        }
      }
    }
    hits.append(...found.slice(0, most).map((one) => show(...one)));
    const count = found.length === 1 ? "1 story" : found.length.toLocaleString("en") + " stories";
    status.textContent = found.length > most ? count + ", of which the newest " + most + " are shown" : count;
  };
  let pause;
  form.addEventListener("input", () => { clearTimeout(pause); pause = setTimeout(search, 150); });
  form.addEventListener("submit", (event) => { event.preventDefault(); search(); });
  form.hidden = false;

  // A search can be linked to: index.html#words=harbor&from=2026-01-01
  const asked = new URLSearchParams(location.hash.slice(1));
  for (const field of [words, theme, from, to]) if (asked.has(field.id)) field.value = asked.get(field.id);
  if (["words", "theme", "from", "to"].some((name) => asked.has(name))) search();
})();
