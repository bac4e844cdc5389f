// The page's own behaviour: citations that open beside the chat, tools of a turn, theme, keyboard.
// It only ever inserts HTML that this server has rendered and escaped; article text never becomes code.
"use strict";

const Desk = (() => {
  const triggers = {};
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const painted = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  const redrawn = (element) => new Promise((done) => {
    const watch = new MutationObserver(() => done(watch.disconnect()));
    watch.observe(element, { childList: true, subtree: true, attributes: true });
  });
  const one = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  let panel = null; // Gradio's properties of the panel; setting `value` shows it
  let lastChip = null;
  let before = []; // what the panel showed before "Whole article", to go back to

  async function ask(path, body) {
    const reply = await fetch("desk/" + path, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    if (!reply.ok) throw new Error(path + ": " + reply.status);
    return reply.text();
  }

  const turnOf = (element) => element.closest(".turn");
  const stored = (turn) => JSON.parse(turn.dataset.turn);
  const keyOf = (turn) => turn.closest(".turns").dataset.conversation + "-" + turn.dataset.index;
  const shownKey = () => one("#panel .panel")?.dataset.turnKey ?? "";
  const send = (part, event, data = {}) => triggers[part]?.(event, data);

  function announce(words) {
    const region = one("#announce");
    if (region) region.textContent = words;
  }

  // What went wrong is said to everyone: a press that does nothing looks like a broken page.
  function complain(error) {
    const region = one("#announce");
    const { unreachable, failed } = one(".mast")?.dataset ?? {};
    console.warn(error);
    announce((error instanceof TypeError && /fetch|network/i.test(error.message) ? unreachable : failed) ?? "");
    region?.classList.add("complaint");
    setTimeout(() => region?.classList.remove("complaint"), 6_000);
  }

  async function showPanel(html, remember) {
    if (remember) before.push({ html: panel.value, top: one("#panel").scrollTop });
    else before = [];
    // What is the same as before is not drawn again.
    const drawn = Promise.race([redrawn(one("#panel")), painted()]);
    panel.value = html;
    await drawn;
  }

  function openSheet() {
    document.body.classList.add("sheet-open");
  }

  function closeSheet() {
    const inside = one("#side")?.contains(document.activeElement);
    document.body.classList.remove("sheet-open");
    Reading.hideQuote();
    if (inside && lastChip?.isConnected) lastChip.focus();
  }

  async function flash(mark) {
    // A sheet that is just opening is invisible for some frames, and what is invisible cannot take the focus.
    for (let frame = 0; frame < 30 && getComputedStyle(mark).visibility !== "visible"; frame += 1) await painted();
    const box = one("#panel");
    const top = (element) => element.getBoundingClientRect().top - box.getBoundingClientRect().top + box.scrollTop;
    const card = mark.closest(".clip");
    const head = one(".panel-head", box)?.offsetHeight ?? 0;
    // The headline stays in view when it fits on the panel together with the sentence, and so does the timeline.
    const room = box.clientHeight * 0.55;
    const fits = top(mark) - top(card) < room;
    const to = top(mark) < room ? 0 : fits ? top(card) - head : top(mark) - box.clientHeight * 0.32;
    // What is out of view is there at once: gliding to it would only keep the reader waiting.
    const below = top(mark) - box.scrollTop;
    const inView = below < box.clientHeight && below + mark.offsetHeight > head;
    box.scrollTo({ top: to, behavior: inView && !still.matches ? "smooth" : "instant" });
    all("mark.on", box).forEach((other) => other.classList.remove("on", "flash"));
    void mark.offsetWidth;
    all(`mark[data-n="${mark.dataset.n}"]`, box).forEach((same) => same.classList.add("on", "flash"));
    mark.focus({ preventScroll: true });
  }

  async function sources(opener) {
    const turn = turnOf(opener);
    Reading.hideQuote();
    if (shownKey() !== keyOf(turn)) {
      await showPanel(await ask("passages?key=" + encodeURIComponent(keyOf(turn)), stored(turn)), false);
    }
    lastChip = opener;
    openSheet();
  }

  async function cite(chip) {
    const number = chip.dataset.n;
    await sources(chip);
    all(".chip.on").forEach((other) => other.classList.remove("on"));
    chip.classList.add("on");
    const mark = one(`#panel mark[data-n~="${number}"]`);
    if (mark) await flash(mark);
  }

  // Gradio keeps the fields of one conversation for the next: what was typed in one is not meant for the other.
  const typedFor = new WeakMap();
  function fresh(form) {
    const key = keyOf(turnOf(form));
    if (typedFor.get(form) !== key) form.reset();
    typedFor.set(form, key);
  }

  function currentTurn() {
    const key = shownKey();
    return all(".turns .turn").find((turn) => keyOf(turn) === key);
  }

  const toAsk = () => one('#nav button[role=tab][data-tab-id="ask"]')?.click();
  async function toBox() {
    toAsk();
    if (!one("#ask-box")?.checkVisibility()) await painted(); // what another tab hides cannot take the focus
    one("#ask-box textarea")?.focus();
  }

  const actions = {
    cite,
    sources,
    close: closeSheet,
    async article(button) {
      const turn = currentTurn();
      const { article, state = "" } = button.dataset;
      const body = { article_id: article, state, turn: turn ? stored(turn) : null };
      await showPanel(await ask("article", body), true);
      openSheet();
      one("#panel").scrollTo({ top: 0 });
      const mark = one("#panel mark");
      mark ? await flash(mark) : one("#panel [data-action=back]")?.focus();
    },
    async place(button) {
      const { article, start, end, state } = button.dataset;
      lastChip = button.closest("#panel") ? lastChip : button;
      const body = { article_id: article, start: Number(start), end: Number(end), state };
      await showPanel(await ask("place", body), true);
      openSheet();
      const mark = one("#panel mark");
      if (mark) await flash(mark);
    },
    async back() {
      const earlier = before.pop();
      if (!earlier) return closeSheet();
      panel.value = earlier.html;
      await painted();
      one("#panel").scrollTop = earlier.top;
    },
    card(dot) {
      const card = all("#panel .clip").find((clip) => clip.dataset.article === dot.dataset.article);
      const mark = card && one("mark", card);
      if (mark) return flash(mark);
    },
    ask: (button) => send("log", "submit", { question: button.dataset.question }),
    retry: () => send("log", "retry"),
    undo(button) {
      Reading.keepFocus(button);
      send("log", "undo");
    },
    edit(button) {
      const asked = button.closest(".asked");
      asked.classList.add("editing");
      const form = one("form", asked);
      fresh(form);
      form.hidden = false;
      one("textarea", form).focus();
    },
    unedit(button) {
      const asked = button.closest(".asked");
      asked.classList.remove("editing");
      one("form", asked).hidden = true;
      one("[data-action=edit]", asked).focus();
    },
    async copy(button) {
      await navigator.clipboard.writeText(await ask("export", { form: "markdown", turns: [stored(turnOf(button))] }));
      announce(button.closest(".turns").dataset.copied);
      button.classList.add("done");
      setTimeout(() => button.classList.remove("done"), 1500);
    },
    async share(button) {
      save("dateline-answer.html", await ask("export", { form: "page", turns: [stored(turnOf(button))] }));
    },
    good: (button) => judge(turnOf(button), 1, ""),
    bad(button) {
      const form = one("form.correction", turnOf(button));
      fresh(form);
      form.hidden = !form.hidden;
      if (form.hidden) return;
      one("textarea", form).focus({ preventScroll: true });
      form.scrollIntoView({ block: "nearest" });
    },
    theme() {
      const dark = document.body.classList.toggle("dark");
      localStorage.setItem("dateline-theme", dark ? "dark" : "light");
    },
    history: () => Drawer.toggle(),
    "close-history": () => Drawer.close({ focus: true }),
    async new() {
      Drawer.close();
      send("history", "clear");
      await toBox();
    },
    "open-chat": (button) => {
      Drawer.close();
      toAsk();
      send("history", "select", { id: button.closest("li").dataset.conversation });
    },
    rename(button) {
      const form = one("form", button.closest("li"));
      form.hidden = !form.hidden;
      if (!form.hidden) one("input", form).select();
    },
    export: (button) => send("history", "download", { id: button.closest("li").dataset.conversation }),
    "delete-chat"(button) {
      if (button.classList.contains("sure")) return send("history", "delete", { id: button.closest("li").dataset.conversation });
      button.classList.add("sure");
      announce(button.dataset.confirm);
      button.title = button.dataset.confirm;
      setTimeout(() => button.classList.remove("sure"), 4000);
    },
    tab(button) {
      one(`#nav button[role=tab][data-tab-id="${button.dataset.tab}"]`)?.click();
    },
    skip: () => toBox(),
    about(button) {
      send("only", "select", { id: button.dataset.article });
      return toBox();
    },
    widen() {
      send("only", "clear");
      return toBox();
    },
    shelf(button) {
      const { event, action, part = "shelf", focus, ...data } = button.dataset;
      Reading.keepFocus(button);
      const reading = one("#reader .clip")?.dataset.article;
      send(part, event, reading ? { ...data, reading } : data);
      if (event === "expand") one("#shelf-side").scrollTop = 0;
      if (part === "shelf" && event === "select") one("#shelf").scrollIntoView();
    },
  };

  const forms = {
    edit(form) {
      const question = one("textarea", form).value.trim();
      if (question) send("log", "edit", { index: Number(turnOf(form).dataset.index), question });
    },
    correction: (form) => judge(turnOf(form), -1, one("textarea", form).value),
    rename(form) {
      send("history", "edit", { id: form.closest("li").dataset.conversation, title: one("input", form).value });
    },
  };

  function judge(turn, verdict, correction) {
    send("log", "like", { index: Number(turn.dataset.index), verdict, correction });
  }

  function save(name, text) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "text/html" }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-action]");
    const act = button && actions[button.dataset.action];
    if (!act) return;
    event.preventDefault();
    Promise.resolve().then(() => act(button)).catch(complain);
  });

  document.addEventListener("submit", (event) => {
    const act = forms[event.target.dataset?.form];
    if (!act) return;
    event.preventDefault();
    act(event.target);
  });

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      if (Drawer.isOpen()) Drawer.close({ focus: true });
      else closeSheet();
    }
    const field = event.target;
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing && field.matches?.("form[data-form] textarea")) {
      event.preventDefault();
      field.form.requestSubmit();
    }
  });

  let spoken = null; // nothing yet: what a page opens with is not news
  function speakNewAnswer() {
    // One polite message when an answer is complete; a live region that grows word by word is noise.
    if (!one("#log .turns")) return;
    const last = all("#log .turn").at(-1);
    const words = last ? all(".calm, .said, .answer > .notice:not([role])", last).map((part) => part.innerText).join(" ") : "";
    const key = last ? keyOf(last) + words : "";
    if (key === spoken) return;
    if (last && spoken !== null) announce(words);
    spoken = key;
  }

  return {
    connect(part, trigger) {
      triggers[part] = trigger;
      if (part === "history") Drawer.connect();
      if (part !== "log") return;
      new MutationObserver(speakNewAnswer).observe(one("#log"), { childList: true, subtree: true });
      Reading.follow(one("#scroll"));
      Reading.restoreDraft();
      Fields.connect(one("#chat"));
    },
    connectPanel(props) {
      panel = props;
      const box = one("#panel");
      box.setAttribute("role", "complementary");
      box.setAttribute("aria-labelledby", "panel-title"); // redrawn in the reader's language
      box.tabIndex = 0;
    },
    connectMast(element) {
      Reading.applyTheme();
      const mast = () => {
        const head = one("[data-direction]", element);
        if (!head) return;
        Fields.speak(head.dataset);
        document.documentElement.lang = head.dataset.language;
        document.documentElement.dir = head.dataset.direction;
      };
      mast();
      new MutationObserver(mast).observe(element, { childList: true, subtree: true, attributes: true });
    },
    save,
  };
})();
dispatchEvent(new Event("desk-script"));
