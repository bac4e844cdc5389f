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
    // New words pull the log down only while the reader is at its end.
    let atEnd = true;
    log.addEventListener("scroll", () => (atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 80), { passive: true });
    new MutationObserver(() => {
      if (one("#live .live")) atEnd = atEnd || log.scrollHeight - log.scrollTop - log.clientHeight < 260;
      if (atEnd) log.scrollTo({ top: log.scrollHeight });
    }).observe(log, { childList: true, subtree: true, characterData: true });
  }

  // What a press in the library has replaced takes the focus with it: it then belongs to what has come instead.
  let opener = null; // the row of the list that was opened last
  let waiting = null;
  function keepFocus(button) {
    const part = button.closest("#shelf, #reader, #followed");
    if (part.id === "shelf" && button.dataset.event === "expand") opener = button;
    waiting?.disconnect();
    waiting = new MutationObserver(() => {
      if (document.activeElement !== document.body) return;
      waiting.disconnect();
      const elsewhere = part.id === "reader" ? opener : one("#add-address :is(input, textarea)");
      (part.querySelector("[data-focus]") ?? elsewhere)?.focus();
    });
    waiting.observe(part, { childList: true, subtree: true });
  }

  return { hideQuote, applyTheme, follow, keepFocus };
})();
