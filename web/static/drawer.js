// The list of kept conversations: open and closed, sought, and known to this browser's other tabs.
"use strict";

const Drawer = (() => {
  const one = (selector) => document.querySelector(selector);
  const opener = () => one("[data-action=history]");
  const isOpen = () => document.body.classList.contains("history-open");

  function toggle() {
    const open = document.body.classList.toggle("history-open");
    opener()?.setAttribute("aria-expanded", String(open));
    if (open) one("#history button")?.focus();
  }

  function close({ focus = false } = {}) {
    document.body.classList.remove("history-open");
    opener()?.setAttribute("aria-expanded", "false");
    if (focus) opener()?.focus();
  }

  function hide(element, hidden) {
    if (element && element.hidden !== hidden) element.hidden = hidden; // what stays as it is is no change to look at
  }

  function find() {
    const words = one("#history [data-find]")?.value.toLowerCase() ?? "";
    document.querySelectorAll("#history li").forEach((item) => hide(item, !item.dataset.words.includes(words)));
    hide(one("#history [data-none]"), Boolean(one("#history li:not([hidden])")));
  }

  // Other tabs hear of it where the list has changed, not where it was only written anew.
  function tell() {
    const kept = one("#history nav")?.dataset.kept;
    if (kept) localStorage.setItem("dateline-kept", kept);
  }

  // A list that is drawn anew has every row in it; the words that are sought stay.
  function connect() {
    const drawn = { childList: true, subtree: true, attributes: true, attributeFilter: ["hidden", "data-words", "data-kept"] };
    new MutationObserver(() => {
      find();
      tell();
    }).observe(one("#history"), drawn);
  }

  document.addEventListener("click", (event) => {
    if (!event.target.closest?.("#history, [data-action=history]")) close();
  });
  document.addEventListener("input", (event) => event.target.matches?.("[data-find]") && find());

  return { toggle, close, connect, isOpen };
})();
dispatchEvent(new Event("desk-script"));
