// The loader: the one hand-written JavaScript file. It defines <status-widget>, loads
// the wasm once for all elements on the page, holds the dead man's switch, and leaves
// the portal's own fallback in place if anything fails.
//
// The build puts wasm-bindgen's glue in front of it, as `createBindings`, so that the
// portal's integrity attribute covers both, and fills in the integrity of the wasm: the
// chain is closed without a second script request.
/* global createBindings */

const WASM = new URL("status-widget_bg.wasm", import.meta.url);
const INTEGRITY = "{{wasm-integrity}}";
const VERSION = "{{version}}";

// Milliseconds in which a view has to show something; then the page's own text is shown.
const FIRST_RENDERING = 8_000;
// Milliseconds by which the wasm may be late with its word: timers are.
const GRACE = 2_000;
// The longest that a timer of the platform waits (HTML Standard, section 8.6).
const LONGEST = 2 ** 31 - 1;
// Milliseconds after which what failed is tried again; at last the last of them each time.
const RETRIES = [5_000, 15_000, 60_000, 300_000];

// The platform as it is when this script begins: what the page puts in its place later
// does not reach us.
const setTimer = globalThis.setTimeout.bind(globalThis);
const clearTimer = globalThis.clearTimeout.bind(globalThis);
const fetchNow = globalThis.fetch.bind(globalThis);
const wallClock = Date.now.bind(Date);
const random = Math.random;

// What `what` returns, or `otherwise` if it throws.
function attempt(what, otherwise) {
  try {
    return what();
  } catch {
    return otherwise;
  }
}

function warn(message) {
  attempt(() => console.warn(`status-widget: ${message}`));
}

function retryDelay(failures) {
  return RETRIES[Math.min(failures, RETRIES.length) - 1] * (1 + random() / 5);
}

// --- The dead man's switch

const switches = new Set();

// Takes what one view shows off the page when it no longer holds. It relies neither on
// the wasm, whose traps no panic hook sees, nor on any one function of the platform.
class DeadMansSwitch {
  #target;
  #release;
  #timer;
  #end;
  #turn = false;

  // `target` holds what is shown; `release` takes it away.
  constructor(target, release) {
    this.#target = target;
    this.#release = release;
    switches.add(this);
    target.addEventListener("animationend", (event) => {
      if (event.isTrusted && event.target === target) this.trip("what was shown has ended");
    });
    this.#arm(FIRST_RENDERING);
  }

  // The wasm's word after each rendering: what is shown now holds for so long. `now` is
  // the time by which it has judged. Both in milliseconds.
  holds(milliseconds, now) {
    if (!switches.has(this)) return;
    engine.notice(now);
    if (milliseconds === Infinity) this.#disarm();
    else if (milliseconds >= 0) this.#arm(milliseconds + GRACE);
    else this.trip("its word is no time");
  }

  #arm(milliseconds) {
    try {
      this.#disarm();
      this.#end = wallClock() + milliseconds;
      this.#timer = setTimer(() => this.trip("no word came in time"), Math.min(milliseconds, LONGEST));
      // A timer that no script can stop: the stylesheet hides what has ended. Another name
      // begins anew.
      this.#turn = !this.#turn;
      this.#target.style.animation = `expire-${this.#turn ? "a" : "b"} 1s ${milliseconds}ms forwards`;
    } catch (error) {
      this.trip(error);
    }
  }

  #disarm() {
    clearTimer(this.#timer);
    this.#end = Infinity;
    this.#target.style.animation = "";
  }

  // Time may have passed without a timer: the device has slept.
  check() {
    if (!(attempt(wallClock, Infinity) <= this.#end)) this.trip("the time has come while nobody looked");
  }

  trip(reason) {
    if (this.retire()) this.#release(reason);
  }

  // Returns whether it was still in force.
  retire() {
    attempt(() => this.#disarm());
    return switches.delete(this);
  }
}

// --- The engine: one running wasm for all elements of the page

const engine = {
  elements: new Set(),
  module: undefined,
  bindings: undefined,
  starting: undefined,
  // The module came and was not the one that was pinned: asking again does not help.
  refused: false,
  failures: 0,
  crashes: 0,
  echoes: 0,
  // The latest time by which anything was judged, and when that was by the wall clock.
  // A new instance begins no earlier.
  floor: 0,
  floorRead: 0,

  start() {
    this.starting ??= this.instantiate().catch((error) => {
      this.starting = undefined;
      throw error;
    });
    return this.starting;
  },

  async instantiate() {
    this.module ??= await this.compile();
    const bindings = createBindings((message) => this.crash(bindings, message));
    await bindings({ module_or_path: this.module });
    const passed = Math.max(0, attempt(wallClock, 0) - this.floorRead);
    bindings.begin(this.floor && this.floor + passed);
    this.failures = 0;
    this.bindings = bindings;
    return bindings;
  },

  async compile() {
    const from = { credentials: "same-origin", referrerPolicy: "no-referrer" };
    const response = await fetchNow(WASM, { ...from, integrity: INTEGRITY }).catch(async (error) => {
      // A host that answers has sent another file. (A failed check of integrity looks like
      // a failed connection.)
      this.refused = await fetchNow(WASM, { ...from, method: "HEAD" }).then(
        (head) => head.ok,
        () => false,
      );
      throw error;
    });
    if (!response.ok) throw new Error(`${WASM}: HTTP status ${response.status}`);
    if (response.headers.get("Content-Type") === "application/wasm") return WebAssembly.compileStreaming(response);
    return WebAssembly.compile(await response.arrayBuffer());
  },

  notice(now) {
    if (now > this.floor) {
      this.floor = now;
      this.floorRead = attempt(wallClock, 0);
    }
  },

  // The wasm has panicked, or trapped without being able to say so. Nothing that it shows
  // will be brought up to date any more.
  crash(bindings, reason) {
    if (bindings !== this.bindings) {
      // A timer of an instance that has crashed before; its trap follows.
      this.echoes += 1;
      return;
    }
    this.bindings = this.starting = undefined;
    this.crashes += 1;
    for (const one of [...switches]) one.trip(reason);
  },

  // Mounts again, after a while, what could not be or no longer is.
  retryLater(failures) {
    if (!this.refused) attempt(() => setTimer(() => this.wake(), retryDelay(failures)));
  },

  wake() {
    for (const one of [...switches]) one.check();
    for (const element of this.elements) element.mount();
  },
};

for (const event of ["online", "pageshow"]) addEventListener(event, () => engine.wake());
document.addEventListener("visibilitychange", () => engine.wake());
const onTrap = (error) => {
  if (!(error instanceof WebAssembly.RuntimeError)) return;
  if (engine.echoes) engine.echoes -= 1;
  else if (engine.bindings) engine.crash(engine.bindings, error);
};
addEventListener("error", (event) => onTrap(event.error));
addEventListener("unhandledrejection", (event) => onTrap(event.reason));

// --- The element

class StatusWidget extends HTMLElement {
  static observedAttributes = ["src", "trust", "tenant", "audience", "lang", "memory", "heading-level"];
  static version = VERSION;

  #view;
  #switch;
  #isMounting = false;
  #isChanged = false;
  // Its attributes can't work; tried again when they change.
  #isWrong = false;

  connectedCallback() {
    engine.elements.add(this);
    this.mount();
  }

  // A move is no new start.
  connectedMoveCallback() {}

  // It may only be moved, by being taken out and put in again.
  disconnectedCallback() {
    setTimer(() => {
      if (this.isConnected) return;
      engine.elements.delete(this);
      this.#unmount();
    });
  }

  // Several changes in a row are one.
  attributeChangedCallback(name, before, now) {
    if (before === now || this.#isChanged) return;
    this.#isChanged = true;
    queueMicrotask(() => {
      this.#isChanged = false;
      if (!this.isConnected) return;
      this.#isWrong = false;
      if (this.#view) this.#run(() => this.#view.update());
      else this.mount();
    });
  }

  mount() {
    if (!this.isConnected || this.#view || this.#isMounting || this.#isWrong || engine.refused) return;
    this.#isMounting = true;
    engine
      .start()
      .then(
        (bindings) => this.isConnected && this.#show(bindings),
        (error) => {
          this.#fallBack(error);
          engine.retryLater((engine.failures += 1));
        },
      )
      .finally(() => (this.#isMounting = false));
  }

  #show(bindings) {
    this.#run(() => {
      const root = this.shadowRoot ?? this.attachShadow({ mode: "open" });
      const target = document.createElement("div");
      this.#switch = new DeadMansSwitch(target, (reason) => {
        this.#fallBack(reason);
        engine.retryLater(engine.crashes + 1);
      });
      // The page's own text stands until the view has something better.
      root.replaceChildren(target);
      this.#view = bindings.mount(this, root, target, this.#switch);
    });
  }

  // Runs `what`, which is the wasm's or the platform's to do.
  #run(what) {
    try {
      what();
    } catch (error) {
      // The wasm throws a text where the attributes are wrong.
      this.#isWrong = typeof error === "string";
      onTrap(error);
      this.#fallBack(error);
      if (!this.#isWrong) engine.retryLater(engine.crashes + 1);
    }
  }

  // The page's own text instead of ours, and why.
  #fallBack(reason) {
    this.#unmount();
    if (this.shadowRoot) attempt(() => this.shadowRoot.replaceChildren(document.createElement("slot")));
    warn(`the page's own text is shown: ${reason}`);
  }

  #unmount() {
    this.#switch?.retire();
    const view = this.#view;
    this.#view = this.#switch = undefined;
    attempt(() => view?.unmount());
    attempt(() => this.shadowRoot?.replaceChildren());
  }
}

const there = customElements.get("status-widget");
if (!there) customElements.define("status-widget", StatusWidget);
else if (there.version !== VERSION)
  warn(`<status-widget> is defined already, as version ${there.version}; ${VERSION} is not used`);
