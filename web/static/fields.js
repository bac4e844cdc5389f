// What Gradio's fields lack: names for their buttons, a calendar that opens inside the window, a word on a date that is none.
"use strict";

const Fields = (() => {
  let words = {}; // in the reader's language

  const valid = (date) => /^\d{4}-\d{2}-\d{2}$/.test(date) && !Number.isNaN(Date.parse(date));

  function name(button, label) {
    if (button && label && button.getAttribute("aria-label") !== label) button.setAttribute("aria-label", label);
  }

  function dress(chat) {
    name(chat.querySelector("#ask-box .submit-button"), words.send);
    name(chat.querySelector("#ask-box .stop-button"), words.stop);
    for (const box of chat.querySelectorAll("#filters .timebox")) {
      const label = box.parentElement.querySelector("[data-testid=block-info]")?.textContent.trim();
      name(box.querySelector("button.calendar"), label && `${label}: ${words.calendar}`);
      name(box.querySelector("input.time"), label);
    }
    chat.querySelectorAll(".picker-container:not([data-placed])").forEach(place);
    // A day picked in the calendar, which tells nobody, may have put a wrong one right.
    chat.querySelectorAll("#filters input[aria-invalid=true]").forEach(check);
  }

  // Gradio opens it below its field, which stands at the window's lower edge.
  function place(picker) {
    picker.dataset.placed = "";
    const field = picker.closest(".block").querySelector(".timebox").getBoundingClientRect();
    const { width, height } = picker.getBoundingClientRect();
    const below = field.bottom + height + 8 <= innerHeight;
    picker.style.top = (below ? field.bottom + 4 : Math.max(8, field.top - height - 4)) + "px";
    picker.style.left = Math.max(8, Math.min(field.left, innerWidth - width - 8)) + "px";
  }

  // Gradio keeps what is no date to itself: the question would be asked without it, and nobody told.
  function check(input) {
    const block = input.closest(".block");
    const wrong = input.value.trim() !== "" && !valid(input.value.trim());
    let note = block.querySelector(".bad-date");
    input.setAttribute("aria-invalid", String(wrong));
    if (!wrong) return note?.remove();
    if (!note) {
      note = document.createElement("p");
      note.className = "bad-date";
      note.setAttribute("role", "alert");
      block.append(note);
    }
    if (note.textContent !== words.badDate) note.textContent = words.badDate;
  }

  document.addEventListener("focusout", (event) => event.target.matches?.("#filters input.time") && check(event.target));

  return {
    connect(chat) {
      dress(chat);
      new MutationObserver(() => dress(chat)).observe(chat, { childList: true, subtree: true });
    },
    speak(given) {
      words = given;
      const chat = document.querySelector("#chat");
      if (chat) dress(chat);
    },
  };
})();
dispatchEvent(new Event("desk-script"));
