// The loader: the one hand-written JavaScript file. It is the class behind <status-widget>:
// it loads the wasm once for all elements on the page, holds the dead man's switch, and leaves
// the portal's own fallback in place if anything fails. Attributes, properties, events and
// methods are described in custom-elements.json and status-widget.d.ts.
//
// The build puts wasm-bindgen's glue in front of it, as `createBindings`, so that the
// portal's integrity attribute covers both, and claims.js, and fills in the stylesheet and the
// integrity of the wasm: the chain is closed without a second script request. It makes two files
// of it: element.js is the class alone; status-widget.js defines the element as well.
/* global createBindings, expireClaims */

const WASM = new URL("./status-widget_bg.wasm", import.meta.url);
const INTEGRITY = "{{wasm-integrity}}";
const VERSION = "{{version}}";
const STYLESHEET = "{{stylesheet}}";
// Address and integrity of each translator's file, by its language. Bundlers know where a file
// is from an address that is written out.
const PHRASES = "{{phrases}}";

// How everything beside the loader is asked for.
const FROM = { credentials: "same-origin", referrerPolicy: "no-referrer" };

// Milliseconds in which a view that has begun to render has to have done so.
const RENDERING = 8_000;
// Milliseconds by which the wasm may be late with its word: timers are.
const GRACE = 2_000;
// The longest that a timer of the platform waits (HTML Standard, section 8.6).
const LONGEST = 2 ** 31 - 1;
// Milliseconds after which what failed is tried again; at last the last of them each time.
const RETRIES = [5_000, 15_000, 60_000, 300_000];

// A server that renders pages may import the class, and does nothing else with it.
const IN_A_PAGE = "HTMLElement" in globalThis;
const Base = IN_A_PAGE ? HTMLElement : Object;

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

// --- The dead man's switch

const switches = new Set();

const LATE = "no word came in time";

// What must not be there once nothing may be said any more: see src/view.
const CLAIMS = "[data-overall], [data-changed], [data-status]:not([data-status=unknown])";

// Takes what one view shows off the page when it no longer holds. It relies neither on
// the wasm, whose traps no panic hook sees, nor on any one function of the platform.
class DeadMansSwitch {
  #target;
  #slot;
  #release;
  #timer;
  // Milliseconds for which the timer was set, and when it ends by the wall clock.
  #set = Infinity;
  #end = Infinity;
  // The end of what is shown, as the wasm says.
  #until;
  #isDue = false;
  #turn = false;

  // `target` holds what is shown; `slot` the page's own text, until there is something
  // better; `release` takes what is shown away.
  constructor(target, slot, release) {
    this.#target = target;
    this.#slot = slot;
    this.#release = release;
    switches.add(this);
    target.addEventListener("animationend", (event) => {
      if (event.isTrusted && event.target === target) this.#fail(LATE);
    });
    this.begins();
  }

  // The wasm begins to render: a word is due soon, or it has got stuck half-way.
  begins() {
    this.#isDue = true;
    this.#arm(RENDERING);
  }

  // The wasm's word after each rendering: what is shown now holds for so long. `now` is
  // the time by which it has judged. Both in milliseconds.
  holds(milliseconds, now) {
    if (!switches.has(this)) return;
    try {
      raiseFloor(now);
      this.#slot.remove();
      if (!this.#target.parentNode || !this.#target.firstElementChild) {
        this.#fail("nothing is shown");
      } else if (milliseconds === Infinity) {
        if (this.#target.querySelector(CLAIMS)) this.#fail("a state is still shown");
        else this.#disarm();
      } else if (!(milliseconds >= 0)) {
        this.#fail("its word is no time");
      } else {
        // A word about the same end can't put it off, as it would by a clock that stands still.
        if (this.#isDue || this.#until !== now + milliseconds) this.#disarm();
        this.#isDue = false;
        this.#arm(milliseconds + GRACE);
        this.#until = now + milliseconds;
      }
    } catch (error) {
      this.trip(error);
    }
  }

  // Ends in so many milliseconds, if not before.
  #arm(milliseconds) {
    if (milliseconds >= Math.min(this.#set, this.#end - attempt(wallClock, -Infinity))) return;
    try {
      this.#disarm();
      this.#set = milliseconds;
      this.#end = wallClock() + milliseconds;
      this.#timer = setTimer(() => this.#fail(LATE), Math.min(milliseconds, LONGEST));
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
    this.#set = this.#end = Infinity;
    this.#target.style.animation = "";
  }

  // Whatever the wasm still does, it is not in order.
  #fail(reason) {
    crash(bindings, reason);
    this.trip(reason);
  }

  // Time may have passed without the timer: the device has slept.
  check() {
    const left = this.#end - attempt(wallClock, Infinity);
    if (left > 0 && left < this.#set) {
      this.#disarm();
      this.#arm(left);
    } else if (!(left > 0) && this.#end < Infinity) {
      // A rendering that had begun has got stuck, as far as anybody can tell.
      if (this.#isDue) this.#fail(LATE);
      else this.trip("the time has come while nobody looked");
    }
  }

  // The time after which what is shown no longer holds; none where no state is shown.
  get end() {
    const end = new Date(this.#end - GRACE);
    return attempt(() => end.toISOString(), null);
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

// --- The wasm: one running instance for all elements of the page

const elements = new Set();
let compiled;
let starting;
// Of the running instance.
let bindings;
// The wasm came and was not the one that was pinned: asking again does not help.
let isRefused = false;
let failures = 0;
let crashes = 0;
// The latest time by which anything was judged, and when that was by the wall clock. A new
// instance begins no earlier.
let floor = 0;
let floorRead = 0;

function start() {
  starting ??= instantiate().catch((error) => {
    starting = undefined;
    throw error;
  });
  return starting;
}

async function instantiate() {
  const compiling = compiled ?? compile();
  attempt(() => setTimer(warmUp));
  compiled = await compiling;
  const instance = createBindings((message) => crash(instance, message), phrases, takeEarly);
  await instance.start(compiled);
  instance.begin(floor && floor + Math.max(0, attempt(wallClock, 0) - floorRead));
  failures = 0;
  bindings = instance;
}

// --- The first answer, which is asked for while the wasm is under way

// By its address as the element has it, each asked once: what failed is the wasm's to ask again.
const early = new Map();
// Milliseconds after which an answer is no longer the first, but one of before.
const EARLY = 10_000;

// Every session begins with the first of its sources.
function askEarly(element) {
  const [url] = (element.getAttribute("src") ?? "").split(/\s+/).filter(Boolean);
  if (!url || !element.getAttribute("trust") || early.has(url) || document.visibilityState === "hidden") return;
  const controller = new AbortController();
  const { href } = new URL(url, document.baseURI);
  // What a hint brings, Firefox and WebKit give only to who asks just as it does.
  const isHinted = [...document.querySelectorAll("link[rel=preload]")].some((hint) => hint.href === href);
  const cache = isHinted ? "default" : "no-cache";
  const answer = fetchNow(url, { ...FROM, cache, signal: controller.signal });
  // Whoever takes it hears of it.
  answer.catch(() => {});
  early.set(url, { answer, controller, asked: wallClock() });
}

// The wasm asks `url`: what comes of that has been asked already, if so; once. From now on
// `signal` ends it.
function takeEarly(url, signal) {
  const { answer, controller, asked } = early.get(url) ?? {};
  if (!answer) return;
  early.set(url, {});
  const isFirst = Math.abs(wallClock() - asked) < EARLY;
  if (!isFirst) controller.abort();
  signal?.addEventListener("abort", () => controller.abort());
  return isFirst ? answer : undefined;
}

// Nobody is left who would take it.
function dropEarly() {
  early.forEach(({ controller }) => controller?.abort());
  early.clear();
}

// The first of its kind takes the platform 10 to 20 ms of a fast machine, the second nothing: it is
// made while the wasm is under way, which will want one.
function warmUp() {
  attempt(() => new Intl.DateTimeFormat(document.documentElement.lang || "de", { dateStyle: "long" }));
}

// The widget's own words in a language other than German.
async function phrases(tag) {
  const [url, integrity] = PHRASES[tag];
  const response = await fetchNow(url, { ...FROM, integrity });
  if (!response.ok) throw new Error(`${url}: HTTP status ${response.status}`);
  return response.json();
}

async function compile() {
  const response = await fetchNow(WASM, { ...FROM, integrity: INTEGRITY }).catch(async (error) => {
    // A host that answers has sent another file. (A failed check of integrity looks like
    // a failed connection.)
    const isThere = (head) => head.ok;
    isRefused = await fetchNow(WASM, { ...FROM, method: "HEAD" }).then(isThere, () => false);
    throw error;
  });
  if (!response.ok) throw new Error(`${WASM}: HTTP status ${response.status}`);
  if (response.headers.get("Content-Type") === "application/wasm") return WebAssembly.compileStreaming(response);
  return WebAssembly.compile(await response.arrayBuffer());
}

function raiseFloor(now) {
  if (now > floor) {
    floor = now;
    floorRead = attempt(wallClock, 0);
  }
}

// The wasm has panicked, or trapped without being able to say so. Nothing that it shows
// will be brought up to date any more.
function crash(instance, reason) {
  if (!instance || instance !== bindings) return;
  bindings = starting = undefined;
  crashes += 1;
  // Its timers and listeners are still there, and what they run into is not the next one's.
  attempt(() => instance.stop());
  switches.forEach((one) => one.trip(reason));
}

function onTrap(error) {
  if (error instanceof WebAssembly.RuntimeError) crash(bindings, error);
}

// Mounts again, after a while, what could not be or no longer is.
function retryLater(times) {
  const delay = RETRIES[Math.min(times, RETRIES.length) - 1];
  if (!isRefused) attempt(() => setTimer(wake, delay * (1 + random() / 5)));
}

// --- The page's own text

let claimsTimer;

// What it says of states is taken back in time, also where no wasm ever comes: see claims.js.
function watchClaims() {
  clearTimer(claimsTimer);
  let next = Infinity;
  // What fails is tried again.
  elements.forEach((element) => (next = Math.min(next, attempt(() => expireClaims(element), GRACE))));
  if (next < Infinity) attempt(() => (claimsTimer = setTimer(watchClaims, Math.min(next, LONGEST))));
}

// It may come after the element, as from a parser that is not done.
const claims = IN_A_PAGE && new MutationObserver(watchClaims);
const WITHIN = { childList: true, subtree: true };

// Something may have happened while nobody looked.
function wake() {
  watchClaims();
  switches.forEach((one) => one.check());
  try {
    bindings?.wake();
  } catch (error) {
    crash(bindings, error);
  }
  elements.forEach((element) => element.mount());
}

if (IN_A_PAGE) {
  for (const event of ["online", "pageshow"]) addEventListener(event, wake);
  document.addEventListener("visibilitychange", wake);
  addEventListener("error", (event) => onTrap(event.error));
  addEventListener("unhandledrejection", (event) => onTrap(event.reason));
}

// --- The element

let sheet;

// Gives `root` the stylesheet: as a constructed one, shared by all elements, which a strict
// Content Security Policy allows, or as an element where there are none (Safari before 16.4).
function dress(root) {
  try {
    if (!sheet) (sheet = new CSSStyleSheet()).replaceSync(STYLESHEET);
    root.adoptedStyleSheets = [sheet];
  } catch {
    const style = document.createElement("style");
    style.textContent = STYLESHEET;
    root.append(style);
  }
}

// Puts `nodes` into `root` and nothing else, in one way or the other. Returns whether they are
// there: what the page has put in place of a function may do nothing, and not say so.
function fill(root, nodes) {
  const isDone = () => nodes[0] === root.firstChild && nodes.length === root.childNodes.length;
  attempt(() => root.replaceChildren.apply(root, nodes));
  if (!isDone()) {
    root.textContent = "";
    nodes.forEach((node) => root.appendChild(node));
  }
  return isDone();
}

const languages = IN_A_PAGE && new MutationObserver(() => elements.forEach((element) => element.change()));

// How a property reads its attribute, by HTML's rules for reflecting (HTML Standard, section
// 2.6.1): a text, one of several words, a level of headings, or whether it is there.
const text = (value) => value ?? "";
const oneOf = (words, missing, invalid) => (value) => {
  const word = value?.trim().toLowerCase();
  return words.includes(word) ? word : word ? invalid : missing;
};
const level = (value) => (/^[1-6]$/.test(value?.trim()) ? +value : 2);
const isThere = (value) => value !== null;

// The attribute of each property, and how it is read. `lang` is every element's own.
const PROPERTIES = {
  src: ["src", text],
  trust: ["trust", text],
  tenant: ["tenant", text],
  audience: ["audience", oneOf(["insured_persons", "care_providers", "insurers", "press"], "", "")],
  memory: ["memory", oneOf(["on", "session", "off"], "on", "off")],
  headingLevel: ["heading-level", level],
  view: ["view", oneOf(["full", "banner"], "full", "full")],
  href: ["href", text],
  quiet: ["quiet", isThere],
};

// What is shown while that is nothing.
const NOTHING = Object.freeze({ status: "unknown", services: {}, notices: {}, asOf: null, validUntil: null });

export class StatusWidget extends Base {
  static observedAttributes = ["lang", ...Object.values(PROPERTIES).map(([attribute]) => attribute)];
  static version = VERSION;

  // Makes <status-widget> this class, unless it is one already.
  static define() {
    const there = customElements.get("status-widget");
    if (!there) customElements.define("status-widget", StatusWidget);
    else if (there.version !== VERSION)
      warn(`<status-widget> is defined already, as version ${there.version}; ${VERSION} is not used`);
  }

  #view;
  #switch;
  #slot;
  #mounting;
  #isChanged = false;
  // Why the page's own text is shown, as it was said last.
  #reason;
  // What is shown, as the page's scripts were told last.
  #status = NOTHING;

  constructor() {
    super();
    // What a script has set before the element had a class.
    for (const property in PROPERTIES) {
      if (!this.hasOwnProperty(property)) continue;
      const value = this[property];
      delete this[property];
      this[property] = value;
    }
  }

  // What is shown: the detail of the events.
  get status() {
    return this.#status;
  }

  // Asks for a newer file now, and is done when that has been answered. Where the last answer is
  // only seconds old, it is done at once.
  async refresh() {
    await this.mount();
    await this.#view?.refresh();
  }

  connectedCallback() {
    elements.add(this);
    claims.observe(this, WITHIN);
    watchClaims();
    // Its language is that of what is around it, also out of a shadow tree.
    for (let root = this.getRootNode(); root; root = root.host?.getRootNode())
      languages.observe(root, { subtree: true, attributeFilter: ["lang"] });
    this.mount();
  }

  // A move is no new start.
  connectedMoveCallback() {}

  // It may only be moved, by being taken out and put in again.
  disconnectedCallback() {
    setTimer(() => {
      if (this.isConnected) return;
      elements.delete(this);
      if (!elements.size) attempt(dropEarly);
      // Only what is on the page is looked after.
      claims.disconnect();
      elements.forEach((element) => claims.observe(element, WITHIN));
      watchClaims();
      this.#unmount();
    });
  }

  attributeChangedCallback(name, before, now) {
    if (before !== now) this.change();
  }

  // Something that the wasm reads is another now. Several changes in a row are one.
  change() {
    if (this.#isChanged) return;
    this.#isChanged = true;
    queueMicrotask(() => {
      this.#isChanged = false;
      if (!this.isConnected) return;
      if (this.#view) this.#run(() => this.#view.update());
      else this.mount();
    });
  }

  // Done when there is a view, or none to be had now.
  async mount() {
    if (!this.isConnected || this.#view || isRefused) return;
    await (this.#mounting ??= this.#mount());
  }

  async #mount() {
    if (!bindings) attempt(() => askEarly(this));
    try {
      await start();
    } catch (error) {
      this.#fallBack("load", error);
      retryLater((failures += 1));
      return;
    } finally {
      this.#mounting = undefined;
    }
    if (this.isConnected) this.#show();
  }

  #show() {
    this.#run(() => {
      // Made before there is a shadow root, in which the page's own text needs it.
      this.#slot ??= document.createElement("slot");
      const target = document.createElement("div");
      const root = this.shadowRoot ?? this.attachShadow({ mode: "open" });
      fill(root, [target, this.#slot]);
      dress(root);
      const held = new DeadMansSwitch(target, this.#slot, (reason) => {
        this.#fallBack("stopped", reason);
        retryLater(crashes + 1);
      });
      this.#switch = held;
      if (!switches.has(held)) return;
      const tell = (status) => switches.has(held) && this.#tell(status);
      this.#view = bindings.mount(this, root, target, held, tell);
      this.#reason = undefined;
    });
  }

  // Runs `what`, which is the wasm's or the platform's to do.
  #run(what) {
    try {
      what();
    } catch (error) {
      onTrap(error);
      // The wasm throws a text where the attributes are wrong, as far as it can read them: what
      // helps is another attribute, or whatever else happens on the page.
      const isConfiguration = typeof error === "string";
      this.#fallBack(isConfiguration ? "configuration" : "stopped", error);
      if (!isConfiguration) retryLater(crashes + 1);
    }
  }

  // The page's own text instead of ours, and why; the same reason is given once.
  #fallBack(kind, reason) {
    this.#unmount();
    if (reason !== this.#reason) {
      warn(`the page's own text is shown: ${reason}`);
      this.#send("error", { reason: kind, message: String(reason) });
    }
    this.#reason = reason;
  }

  // Tells the page's scripts what is shown, as far as that is something else. Who shows it
  // elsewhere has to take it away by `validUntil`.
  #tell(status) {
    const before = this.#status;
    const now = { ...NOTHING, ...status, validUntil: this.#switch?.end ?? null };
    const says = ({ status, services }) => JSON.stringify([status, services]);
    this.#status = Object.freeze(now);
    for (const [reason, message] of Object.entries(now.notices))
      if (!(reason in before.notices)) this.#send("error", { reason, message });
    if (now.asOf && !before.asOf) this.#send("ready", now);
    else if (says(now) !== says(before)) this.#send("change", now);
  }

  #send(name, detail) {
    const options = { detail, bubbles: true, composed: true };
    attempt(() => this.dispatchEvent(new CustomEvent(`status-${name}`, options)));
  }

  #unmount() {
    this.#switch?.retire();
    const view = this.#view;
    this.#view = this.#switch = undefined;
    attempt(() => view?.unmount());
    this.#showSlot();
    attempt(() => this.#tell());
  }

  // Nothing but the page's own text; where that fails, again a little later.
  #showSlot() {
    if (!this.shadowRoot || !this.#slot || this.#view) return;
    const isDone = attempt(() => fill(this.shadowRoot, [this.#slot]), false);
    if (!isDone) attempt(() => setTimer(() => this.#showSlot(), GRACE));
  }
}

for (const [property, [attribute, read]] of Object.entries(PROPERTIES)) {
  Object.defineProperty(StatusWidget.prototype, property, {
    configurable: true,
    enumerable: true,
    get() {
      return read(this.getAttribute(attribute));
    },
    set(value) {
      if (value == null || value === false) this.removeAttribute(attribute);
      else this.setAttribute(attribute, value === true ? "" : value);
    },
  });
}
