// Keys, and forms that send themselves. Every page works without this file.
(() => {
  "use strict";
  const places = { d: "/", i: "/items/", n: "/incidents/", c: "/capture/", w: "/reviews/", r: "/decisions/", o: "/connections/", s: "/insights/", p: "/policy/" };
  let going = 0;

  const typing = (target) => target.closest("input, select, textarea, [contenteditable], dialog[open]");
  const rows = () => [...document.querySelectorAll("[data-row]")].filter((row) => row.offsetParent !== null);

  function move(by) {
    const all = rows();
    if (!all.length) return;
    const now = all.findIndex((row) => row.hasAttribute("data-here"));
    const next = all[Math.max(0, Math.min(all.length - 1, now + by))];
    if (now >= 0) all[now].removeAttribute("data-here");
    next.setAttribute("data-here", "");
    const link = next.querySelector("a");
    if (link) link.focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
  }

  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.form) {
      event.preventDefault();
      event.target.form.requestSubmit();
      return;
    }
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") {
      const panel = document.querySelector("#panel .panel");
      if (panel) { panel.remove(); event.preventDefault(); }
      document.querySelectorAll("details.menu[open]").forEach((menu) => { menu.open = false; });
      return;
    }
    if (typing(event.target)) return;
    if (going && Date.now() - going < 1200) {
      going = 0;
      if (places[event.key]) { event.preventDefault(); location.assign(places[event.key]); }
      return;
    }
    const act = /^[a-z]$/.test(event.key) && document.querySelector(`[data-key="${event.key}"]`);
    if (act) { event.preventDefault(); act.click(); return; }
    const doings = {
      "?": () => document.getElementById("keys").showModal(),
      "/": () => document.querySelector("[data-search]").focus(),
      g: () => { going = Date.now(); },
      j: () => move(1),
      k: () => move(-1),
    };
    if (Object.hasOwn(doings, event.key)) { event.preventDefault(); doings[event.key](); }
  });

  document.addEventListener("change", (event) => {
    const lens = event.target.closest("[data-lens]");
    if (lens && event.target.checkValidity()) lens.requestSubmit();
  });
  document.addEventListener("click", (event) => {
    document.querySelectorAll("details.menu[open]").forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    const first = event.target.querySelector("[autofocus]");
    if (first) first.focus();
    if (event.target.id === "panel") event.target.scrollIntoView({ block: "nearest" });
  });
  document.querySelectorAll("[data-without-js]").forEach((button) => { button.hidden = true; });
})();
