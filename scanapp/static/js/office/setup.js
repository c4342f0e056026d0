// The check of the set-up page: a phone that can read the HTTPS address trusts the certificate.
import { asset } from "../lib/http.js";

/** @param {string} id */
const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

const button = /** @type {HTMLButtonElement} */ (byId("check"));
button.addEventListener("click", check);

async function check() {
  button.disabled = true;
  byId("good").hidden = byId("stop").hidden = true;
  const trusted = await asset(button.dataset.url ?? "").then((answer) => answer?.ok === true, () => false);
  byId(trusted ? "good" : "stop").hidden = false;
  button.disabled = false;
}
