/** The workbench by keyboard: j and k walk the queue, 1 to 9 choose, Enter decides, r asks for a recount, Shift+A approves. */

const lines = document.querySelector("[data-lines]");
const answers = /** @type {HTMLFormElement | null} */ (document.querySelector("[data-answers]"));
const place = `bench:${location.pathname.split("/").slice(0, 3).join("/")}`;

/** @param {number} step */
function walk(step) {
  const links = [...(lines?.querySelectorAll("a") ?? [])];
  const here = links.findIndex((link) => link.hasAttribute("aria-current"));
  const next = links[here + step];
  if (next) next.click();
}

/** @param {string} value */
function choose(value) {
  const options = [...(answers?.querySelectorAll('input[name="choice"]') ?? [])];
  const wanted = options.find((option, i) => String(i + 1) === value || /** @type {HTMLInputElement} */ (option).value === value);
  if (!(wanted instanceof HTMLInputElement)) return;
  wanted.checked = true;
  wanted.focus();
  const asked = wanted.closest(".choice")?.nextElementSibling;
  if (asked?.classList.contains("asked")) asked.querySelector("input")?.focus();
}

function approve() {
  const target = document.querySelector("[data-approve]");
  if (target instanceof HTMLFormElement) target.requestSubmit();
  else if (target instanceof HTMLAnchorElement) target.click();
}

/** @param {KeyboardEvent} event */
function isTyping(event) {
  const at = event.target;
  if (at instanceof HTMLTextAreaElement || at instanceof HTMLSelectElement) return true;
  return at instanceof HTMLInputElement && at.type !== "radio";
}

document.addEventListener("keydown", (event) => {
  if (isTyping(event) || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "j" || event.key === "k") walk(event.key === "j" ? 1 : -1);
  else if (/^[1-9]$/.test(event.key)) choose(event.key);
  else if (event.key === "r") choose("recount");
  else if (event.key === "A") approve();
  else if (event.key === "a") choose(answers?.querySelector('[value="approve"]') ? "approve" : "1");
  else if (event.key === "Enter" && isFree(event.target)) answers?.requestSubmit();
  else return;
  event.preventDefault();
});

/** Enter on a link or a button is theirs. @param {EventTarget | null} target */
function isFree(target) {
  return !(target instanceof HTMLAnchorElement || target instanceof HTMLButtonElement || (target instanceof HTMLElement && target.matches("summary")));
}

if (lines) {
  lines.scrollTop = Number(sessionStorage.getItem(place) ?? 0);
  lines.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
  addEventListener("pagehide", () => sessionStorage.setItem(place, String(lines.scrollTop)));
}
