// What makes reading comfortable: the quote over a chip, light and dark, a log that follows its last words, the focus.
"use strict";

const Reading = (() => {
  const one = (selector) => document.querySelector(selector);

  // The quote over a chip, without a request: it came with the answer.
  function showQuote(chip) {
    let tip = one("#quote-tip");
    if (!tip) {
      tip = document.createElement("div");
      tip.id = "quote-tip";
      tip.setAttribute("role", "tooltip");
      tip.dir = "auto";
      document.body.append(tip);
    }
    const quote = chip.dataset.quote;
    tip.textContent = quote.length > 320 ? quote.slice(0, 320) + "…" : quote;
    tip.hidden = false;
    const at = chip.getBoundingClientRect();
    const width = tip.offsetWidth;
    tip.style.left = Math.max(8, Math.min(innerWidth - width - 8, at.left + at.width / 2 - width / 2)) + "px";
    const above = at.top - tip.offsetHeight - 8;
    tip.style.top = (above > 8 ? above : at.bottom + 8) + "px";
    chip.setAttribute("aria-describedby", "quote-tip");
  }

  function hideQuote() {
    const tip = one("#quote-tip");
    if (tip) tip.hidden = true;
  }

  const chipUnder = (event) => event.target.closest?.("button.chip");
  document.addEventListener("mouseover", (event) => (chipUnder(event) ? showQuote(chipUnder(event)) : hideQuote()));
  document.addEventListener("focusin", (event) => chipUnder(event)?.matches(":focus-visible") && showQuote(chipUnder(event)));
  document.addEventListener("focusout", hideQuote);

  function applyTheme() {
    const chosen = localStorage.getItem("dateline-theme");
    const dark = chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    document.body.classList.toggle("dark", dark);
  }
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", applyTheme);

  function follow(log) {
    // New words pull the log down while the reader is at its end, but never the question out at the top: an answer is
    // read from its beginning. Whoever asks wants to see the answer, wherever the log stood.
    let following = true;
    let set = 0; // where this function has put the log
    let asking = false;
    log.addEventListener("scroll", () => {
      if (Math.abs(log.scrollTop - set) > 2) following = log.scrollHeight - log.scrollTop - log.clientHeight < 80;
    }, { passive: true });
    new MutationObserver(() => {
      const live = one("#live .live");
      if (live && !asking) following = true;
      if (Boolean(live) !== asking) keepQuestion(live);
      asking = Boolean(live);
      if (!following) return;
      const newest = live ?? [...log.querySelectorAll(".turn")].at(-1);
      const end = log.scrollHeight - log.clientHeight;
      const start = newest ? newest.getBoundingClientRect().top - log.getBoundingClientRect().top + log.scrollTop - 14 : end;
      log.scrollTo({ top: Math.max(0, Math.min(start, end)) });
      set = log.scrollTop;
    }).observe(log, { childList: true, subtree: true, characterData: true });
  }

  // Another tab of this browser keeps conversations in the same place: whoever comes back to this one finds them,
  // instead of writing over them.
  let stale = false;
  addEventListener("storage", (event) => (stale ||= event.key === null || event.key === "dateline-kept"));
  function readAgain() {
    if (!stale || document.hidden || one("#live .live")) return;
    sessionStorage.setItem("dateline-draft", one("#ask-box textarea")?.value ?? "");
    location.reload();
  }
  // A page that is loaded anew in the middle of an answer has its question back in the box.
  function keepQuestion(live) {
    if (live) sessionStorage.setItem("dateline-draft", live.querySelector(".bubble").innerText);
    else sessionStorage.removeItem("dateline-draft");
  }
  function restoreDraft() {
    const box = one("#ask-box textarea");
    const draft = sessionStorage.getItem("dateline-draft");
    sessionStorage.removeItem("dateline-draft");
    if (!draft || !box || box.value) return;
    box.value = draft;
    box.dispatchEvent(new Event("input", { bubbles: true }));
  }
  document.addEventListener("visibilitychange", readAgain);
  addEventListener("focus", readAgain);

  // What a press has replaced takes the focus with it: it then belongs to what has come instead.
  let opener = null; // the row of the list that was opened last
  let waiting = null;
  function keepFocus(button) {
    const part = button.closest("#shelf, #reader, #followed, #log");
    if (part.id === "shelf" && button.dataset.event === "expand") opener = button;
    waiting?.disconnect();
    waiting = new MutationObserver(() => {
      if (document.activeElement !== document.body) return;
      waiting.disconnect();
      const last = part.querySelector(".turn:last-of-type [data-action=edit]");
      const elsewhere = part.id === "reader" ? opener : last ?? one("#add-address :is(input, textarea)");
      (part.querySelector("[data-focus]") ?? elsewhere)?.focus();
    });
    waiting.observe(part, { childList: true, subtree: true });
  }

  return { hideQuote, applyTheme, follow, keepFocus, restoreDraft };
})();
dispatchEvent(new Event("desk-script"));
