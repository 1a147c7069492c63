// The capture screen by hand and by key. Every action is a form or a link of the page: this only reaches for them.
(() => {
  "use strict";
  const page = document.documentElement;
  page.classList.add("js");
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const MOST_BYTES = 10 * 1024 * 1024;

  // Slow things say so, and can't be started twice.
  document.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (event.defaultPrevented || !button?.dataset.slow) return;
    button.dataset.label = button.textContent;
    setTimeout(() => { button.textContent = button.dataset.slow; button.disabled = true; });
  });
  addEventListener("pageshow", () => all("button[data-label]").forEach((button) => {
    button.disabled = false; button.textContent = button.dataset.label;
  }));

  const drop = document.querySelector("[data-drop]");
  if (drop) bringIn(drop);
  if (document.querySelector("[data-capture]")) capture();

  function bringIn(form) {
    const file = form.querySelector("input[type=file]");
    const text = form.querySelector("textarea");
    const check = () => {
      const size = file.files[0]?.size ?? 0;
      file.setCustomValidity(size > MOST_BYTES ? `This file has ${Math.round(size / 1048576)} MB, and a document may have 10 MB.` : "");
      if (size > MOST_BYTES) file.reportValidity();
    };
    file.addEventListener("change", check);
    text.addEventListener("input", () => text.setCustomValidity(text.value.length > MOST_BYTES ? "A document may have 10 MB." : ""));
    const over = (event) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      form.toggleAttribute("data-over", event.type !== "dragleave" && event.type !== "drop");
      if (event.type === "drop" && event.dataTransfer.files.length) {
        file.files = event.dataTransfer.files;
        file.dispatchEvent(new Event("change", { bubbles: true }));
      }
    };
    for (const name of ["dragenter", "dragover", "dragleave", "drop"]) form.addEventListener(name, over);
  }

  function capture() {
    const source = document.getElementById("source");
    const calm = matchMedia("(prefers-reduced-motion: reduce)");
    const wide = matchMedia("(min-width: 60rem)");
    const cards = () => all("[data-card]");
    const waiting = () => cards().filter((card) => card.dataset.status === "waiting");
    const marksOf = (card) => all(`.mark[data-mark="${card.dataset.mark}"]`);
    const here = () => document.querySelector("[data-card][data-here]");
    let settled = null; // the card that was decided last: what `u` takes back
    const answered = new WeakSet(); // requests whose answer has been looked at

    function light(attribute, card) {
      all(`[${attribute}]`).forEach((one) => one.removeAttribute(attribute));
      if (!card) return;
      [card, ...marksOf(card)].forEach((one) => one.setAttribute(attribute, ""));
    }

    function show(card) {
      light("data-here", card);
      const mark = marksOf(card)[0];
      if (!mark || !wide.matches) return;
      const box = mark.getBoundingClientRect(), pane = source.getBoundingClientRect();
      if (box.top > pane.top + 40 && box.bottom < pane.bottom - 40) return;
      source.scrollBy({ top: box.top - pane.top - pane.height / 3, behavior: calm.matches ? "auto" : "smooth" });
    }

    function go(card) {
      if (!card) return;
      card.focus({ preventScroll: true });
      const box = card.getBoundingClientRect(), top = 64, bottom = innerHeight - 24;
      if (box.top < top || box.bottom > bottom) {
        const by = box.height > bottom - top || box.top < top ? box.top - top : box.bottom - bottom;
        scrollBy({ top: by, behavior: calm.matches ? "auto" : "smooth" });
      }
    }

    function step(by) {
      const list = cards(), at = list.indexOf(here());
      go(list[at < 0 ? (by > 0 ? 0 : list.length - 1) : Math.min(Math.max(at + by, 0), list.length - 1)]);
    }

    function next(card) {
      const list = cards(), at = list.indexOf(card);
      const found = [...list.slice(at + 1), ...list.slice(0, Math.max(at, 0))].find((one) => one.dataset.status === "waiting");
      if (found) return go(found);
      const end = document.getElementById("end");
      end.tabIndex = -1;
      end.focus();
    }

    const press = (card, what) => card?.querySelector(`[data-do="${what}"]`)?.click();

    function dismiss(card) {
      const sheet = card?.querySelector("details.dismiss");
      if (!sheet) return;
      sheet.open = true;
      sheet.querySelector("button[name=reason]").focus();
    }

    function close(card) {
      all("details[open]", card).forEach((one) => { one.open = false; });
      all(".ask", card).forEach((one) => one.replaceChildren());
      card.focus({ preventScroll: true });
    }

    const KEYS = {
      j: () => step(1),
      k: () => step(-1),
      ArrowDown: () => step(1),
      ArrowUp: () => step(-1),
      Enter: () => press(here(), "accept"),
      e: () => { const field = here()?.querySelector("textarea"); field?.focus(); field?.setSelectionRange(field.value.length, field.value.length); },
      s: () => press(here(), "split"),
      m: () => press(here(), "merge"),
      x: () => dismiss(here()),
      u: () => press(here()?.querySelector('[data-do="undo"]') ? here() : settled && document.getElementById(settled), "undo"),
    };

    // Before the keys of the whole site: on this screen these letters belong to the cards.
    document.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
      const at = event.target, card = at.closest?.("[data-card]");
      if (document.querySelector("dialog[open]")) return;
      if (event.key === "Escape" && card) {
        close(card);
      } else if (event.key === "Enter" && card && at.matches("textarea.says, input[data-field]") && !event.shiftKey) {
        // Out of the field, which keeps what was typed; the next Enter accepts.
        card.focus({ preventScroll: true });
        if (at.hasAttribute("data-ask")) press(card, "accept");
      } else if (event.key === "Enter" && at.matches("[data-own-reason]")) {
        card.querySelector(".own").click();
      } else if (at.matches("input, textarea, select")) {
        return;
      } else if (KEYS[event.key] && !(event.key === "Enter" && at.matches("a, button, summary")) && !(event.key.startsWith("Arrow") && !card)) {
        KEYS[event.key]();
      } else {
        return;
      }
      event.preventDefault();
      event.stopPropagation();
    }, true);

    document.addEventListener("focusin", (event) => {
      const card = event.target.closest("[data-card]");
      const mark = event.target.closest(".mark");
      if (card) show(card);
      else if (mark) light("data-here", document.querySelector(`[data-card][data-mark="${mark.dataset.mark}"]`));
    });
    document.addEventListener("pointerover", (event) => {
      const side = event.target.closest("[data-card], .mark");
      light("data-lit", side && document.querySelector(`[data-card][data-mark="${side.dataset.mark}"]`));
    });
    document.addEventListener("click", (event) => {
      const mark = event.target.closest(".mark");
      if (mark && wide.matches) {
        event.preventDefault();
        const card = document.querySelector(`[data-card][data-mark="${mark.dataset.mark}"]`);
        light("data-here", card);
        go(card);
      }
      const line = event.target.closest(".quote-line a");
      if (line && wide.matches) { event.preventDefault(); show(line.closest("[data-card]")); }
      if (event.target.closest("[data-close]")) { event.preventDefault(); close(event.target.closest("[data-card]")); }
      if (event.target.closest("summary[data-do=dismiss]")) { event.preventDefault(); const open = event.target.closest("details").open; if (open) close(event.target.closest("[data-card]")); else dismiss(event.target.closest("[data-card]")); }
      const card = event.target.closest("[data-card]");
      if (card && !event.target.closest("a, button, input, select, textarea, label, summary")) card.focus({ preventScroll: true });
    });

    document.body.addEventListener("htmx:afterSettle", (event) => {
      cards().forEach((card) => marksOf(card).forEach((mark) => { if (mark.dataset.mark === card.id.slice(1)) mark.dataset.status = card.dataset.status; }));
      const opened = document.querySelector(".ask [data-first]:not([data-seen])");
      if (opened) { opened.dataset.seen = ""; opened.focus(); return; }
      const { requestConfig: request, xhr } = event.detail;
      if (!request || answered.has(xhr) || !/\/(accept|dismiss|restore|save)\/$/.test(request.path)) return;
      answered.add(xhr);
      const card = document.getElementById(request.elt.closest("[data-card]")?.id);
      if (!card) return;
      if (card.dataset.status !== "waiting") { settled = card.id; next(card); return; }
      const ask = card.querySelector("[data-ask]");
      if (ask) { show(card); ask.focus(); } else go(card);
    });
    document.body.addEventListener("htmx:sendError", () => say("The server can't be reached. Nothing was changed; what you typed still stands here."));
    document.body.addEventListener("htmx:responseError", (event) => say(`The server could not do this (${event.detail.xhr.status}). Nothing was changed; what you typed still stands here.`));

    function say(words) {
      const bar = document.getElementById("bar");
      const note = bar.querySelector(".trouble") ?? bar.appendChild(Object.assign(document.createElement("span"), { className: "trouble late" }));
      note.textContent = words;
    }

    const named = location.hash && document.querySelector(location.hash.replace(/[^#\w-]/g, ""));
    const refused = document.querySelector("[data-card] [role=alert]")?.closest("[data-card]");
    const first = named?.matches?.("[data-card]") ? named : waiting()[0];
    if (refused) { go(refused); refused.querySelector("[data-ask]")?.focus(); }
    else if (first && (named || wide.matches)) { if (first.dataset.status === "split") next(first); else if (named) go(first); else { light("data-here", first); first.focus({ preventScroll: true }); } }
  }
})();
