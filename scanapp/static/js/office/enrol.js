/** Counts the minutes of an enrolment code down, and looks every few seconds whether a phone has used it. */

const LOOK_S = 4;
const card = /** @type {HTMLElement | null} */ (document.querySelector("[data-left]"));
const clock = card?.querySelector("[data-clock]");
let left = Number(card?.dataset.left ?? 0);

function tick() {
  left -= 1;
  if (clock) clock.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
  if (left <= 0 || (left % LOOK_S === 0 && document.visibilityState === "visible")) location.reload();
}

if (card) setInterval(tick, 1000);
