// Filters the stories of the page by theme, source and words. It reads and hides what stands
// in the page, and asks nobody for anything.
(() => {
  "use strict";
  const $ = (name) => document.getElementById(name);
  const form = $("filter"), words = $("filter-words"), theme = $("filter-theme");
  const source = $("filter-source"), result = $("filter-result"), reset = $("filter-reset");
  const fields = [words, theme, source].filter(Boolean);
  const bare = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const entries = [...document.querySelectorAll(".entry")].map((entry) => ({
    entry,
    theme: entry.closest(".theme"),
    sources: new Set(entry.dataset.sources.split(" ")),
    text: bare(entry.textContent),
  }));
  const themes = new Set(entries.map((one) => one.theme));

  const filter = () => {
    const wanted = bare(words.value).split(/\s+/).filter(Boolean);
    const inTheme = theme ? theme.value : "";
    const from = source && source.value ? source.value.split(" ") : [];
    const isOn = Boolean(wanted.length || inTheme || from.length);
    let shown = 0;
    for (const one of entries) {
      const fits = (!inTheme || one.theme.querySelector("h2").id === inTheme)
        && (!from.length || from.some((number) => one.sources.has(number)))
        && wanted.every((word) => one.text.includes(word));
      one.entry.hidden = !fits;
      shown += fits;
    }
    for (const one of themes) one.hidden = !one.querySelector(".entry:not([hidden])");
    document.body.classList.toggle("filtered", isOn);
    reset.hidden = !isOn;
    result.value = isOn ? `${shown} of ${entries.length} stories` : "";
  };
  const showAll = () => {
    for (const field of fields) field.value = "";
    filter();
  };
  // A link to what is hidden shows it.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    const target = link && $(decodeURIComponent(link.hash.slice(1)));
    if (target && !target.checkVisibility()) showAll();
    if (link && link.closest("[popover]")) link.closest("[popover]").hidePopover();
  });
  for (const field of fields) field.addEventListener("input", filter);
  reset.addEventListener("click", () => {
    showAll();
    words.focus();
  });
  form.hidden = false;
  filter(); // browsers keep what was typed when a page is loaded again
})();
