// The camera's picture with what belongs to it; a narrow strip when it is folded away.
import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { t } from "../lib/i18n.js";
import { icon } from "./parts.js";

/** @typedef {import("../app.js").App} App */

/** @type {Record<string, string>} */
const WHY = {
  denied: "The camera is blocked. Allow it for this page in the browser's settings, use a scanner, or type.",
  missing: "No camera here. Use a scanner, or type.",
  busy: "The camera does not answer. Close other apps that use it, then tap here.",
  resting: "The camera rests. Tap to go on.",
};

/** @param {App} app */
export function viewfinder(app) {
  const { camera } = app.scanner;
  if (!app.isCameraWanted) return strip(app);
  return html`<section class="view" data-role="viewfinder" data-state=${camera.state} aria-label=${t("Camera")}>
    ${camera.video}
    <button class="picture" aria-label=${t("Scan the same code again")} @click=${() => app.scanner.tap()}>
      ${WHY[camera.state] ? html`<span class="why">${t(WHY[camera.state])}</span>` : html`<span class="sight ${app.flash}"></span>`}
    </button>
    <div class="view-keys">
      ${camera.hasTorch ? small("torch", camera.isTorchOn ? "flashlight-off" : "flashlight", camera.isTorchOn ? t("Light off") : t("Light on"), () => camera.toggleTorch()) : nothing}
      ${camera.zoomMax > 1 ? small("zoom", camera.zoom > 1 ? "zoom-out" : "zoom-in", camera.zoom > 1 ? t("Zoom out") : t("Zoom in"), () => camera.toggleZoom()) : nothing}
      ${small("type", "keyboard", t("Type a code"), () => app.go("typed"))}
      ${small("fold", "camera-off", t("Fold the camera away"), () => app.wantCamera(false))}
    </div>
  </section>`;
}

/** @param {App} app */
const strip = (app) => html`<section class="strip" data-role="viewfinder" data-state="folded">
  <button class="key" data-role="unfold" @click=${() => app.wantCamera(true)}>${icon("camera")}<span>${t("Camera")}</span></button>
  <button class="key" data-role="type" @click=${() => app.go("typed")}>${icon("keyboard")}<span>${t("Type a code")}</span></button>
</section>`;

/** @param {string} role @param {string} name @param {string} label @param {() => any} press */
const small = (role, name, label, press) => html`
  <button class="view-key" data-role=${role} aria-label=${label} @click=${press}>${icon(name)}</button>`;
