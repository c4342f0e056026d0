// The camera: one stream, one video element, frames one after the other. Off when nobody looks at the screen.

/** @typedef {"off" | "starting" | "on" | "resting" | "denied" | "missing" | "busy"} CameraState */

const REST_AFTER_MS = 120_000;
const WISHES = { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 } };
/** @type {Record<string, CameraState>} */
const WHY = { NotAllowedError: "denied", SecurityError: "denied", NotFoundError: "missing", OverconstrainedError: "missing" };

/** @param {MediaStream} stream */
const stop = (stream) => stream.getTracks().forEach((track) => track.stop());

export class Camera extends EventTarget {
  /** @type {CameraState} */
  state = "off";
  hasTorch = false;
  isTorchOn = false;
  /** Longest zoom the camera can; 1 when it can not. */
  zoomMax = 1;
  zoom = 1;
  /** The camera that the person chose; "" leaves it to the phone: the one at the back. */
  choice = "";
  video = document.createElement("video");
  /** @type {MediaStream | null} */
  #stream = null;
  /** @type {WakeLockSentinel | null} */
  #awake = null;
  #wanted = false;
  /** Which opening this is: one that was overtaken gives its camera back. */
  #opening = 0;
  #usedAt = 0;
  /** @type {(picture: ImageBitmap) => Promise<boolean>} */
  #look;

  /** @param {(picture: ImageBitmap) => Promise<boolean>} look at one frame; true: something was in view */
  constructor(look) {
    super();
    this.#look = look;
    this.video.muted = true;
    this.video.playsInline = true;
    this.video.setAttribute("aria-hidden", "true");
    document.addEventListener("visibilitychange", () => (document.hidden ? this.#release("off") : this.#wanted && this.start()));
  }

  /** Opens the camera and looks until `stop`. */
  async start() {
    this.#wanted = true;
    if (this.#stream || this.state === "starting" || document.hidden) return;
    this.#say("starting");
    this.#opening += 1;
    const opening = this.#opening;
    try {
      const devices = /** @type {MediaDevices | undefined} */ (navigator.mediaDevices);
      if (!devices) throw new DOMException("no camera in an insecure page", "NotFoundError");
      const which = this.choice ? { deviceId: { ideal: this.choice } } : { facingMode: { ideal: "environment" } };
      const stream = await devices.getUserMedia({ audio: false, video: { ...WISHES, ...which } });
      if (opening !== this.#opening || !this.#wanted || document.hidden) return stop(stream);
      this.#stream = stream;
      await this.#play(stream);
    } catch (error) {
      if (opening === this.#opening) this.#release(WHY[/** @type {any} */ (error)?.name] ?? "busy");
    }
  }

  /** @param {MediaStream} stream */
  async #play(stream) {
    const [track] = stream.getVideoTracks();
    const can = /** @type {any} */ (track.getCapabilities?.() ?? {});
    this.hasTorch = Boolean(can.torch);
    this.zoomMax = Math.min(can.zoom?.max ?? 1, 4);
    track.addEventListener("ended", () => this.#stream === stream && this.#release("busy"));
    this.video.srcObject = stream;
    await this.video.play();
    this.#usedAt = performance.now();
    this.#say("on");
    this.#awake = (await navigator.wakeLock?.request("screen").catch(() => null)) ?? null; // a low battery may deny it
    this.#loop(stream);
  }

  /** Closes it: folded away, or another screen. */
  stop() {
    this.#wanted = false;
    this.#release("off");
  }

  /** The next frame may be looked at again: a tap on the picture. */
  touch() {
    this.#usedAt = performance.now();
    if (this.state !== "on") return this.start();
    return undefined;
  }

  async toggleTorch() {
    await this.#apply({ torch: !this.isTorchOn });
    this.isTorchOn = !this.isTorchOn;
    this.#say(this.state);
  }

  async toggleZoom() {
    const zoom = this.zoom > 1 ? 1 : Math.min(2, this.zoomMax);
    await this.#apply({ zoom });
    this.zoom = zoom;
    this.#say(this.state);
  }

  /** @returns {Promise<{id: string, label: string}[]>} cameras that the person may choose from */
  async choices() {
    const all = (await navigator.mediaDevices?.enumerateDevices?.()) ?? [];
    return all.filter(({ kind, deviceId }) => kind === "videoinput" && deviceId).map(({ deviceId, label }) => ({ id: deviceId, label }));
  }

  /** @param {object} wish */
  async #apply(wish) {
    await this.#stream?.getVideoTracks()[0].applyConstraints(/** @type {any} */ ({ advanced: [wish] }));
  }

  /** @param {MediaStream} stream */
  async #loop(stream) {
    while (this.#stream === stream) {
      await this.#nextFrame();
      if (this.#stream !== stream || !this.video.videoWidth) continue;
      const picture = await createImageBitmap(this.video).catch(() => null); // a frame may be gone already
      if (picture && (await this.#look(picture))) this.#usedAt = performance.now();
      if (performance.now() - this.#usedAt > REST_AFTER_MS) this.#release("resting");
    }
  }

  /** @returns {Promise<void>} also when the camera has stopped sending */
  #nextFrame() {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, 250);
      this.video.requestVideoFrameCallback?.(() => (clearTimeout(timer), resolve()));
    });
  }

  /** @param {CameraState} state */
  #release(state) {
    if (this.#stream) stop(this.#stream);
    this.#opening += 1;
    this.#stream = null;
    this.video.srcObject = null;
    this.#awake?.release();
    this.#awake = null;
    this.isTorchOn = false;
    this.zoom = 1;
    this.#say(state);
  }

  /** @param {CameraState} state */
  #say(state) {
    this.state = state;
    this.dispatchEvent(new Event("change"));
  }
}
