// The loader: the one hand-written JavaScript file. It defines <status-widget>,
// loads the wasm once for all elements on the page, and leaves the portal's own
// fallback in place if anything fails.
//
// `cargo xtask assemble` puts wasm-bindgen's glue in front of it, so that the
// portal's integrity attribute covers both, and fills in the integrity of the
// wasm: the chain is closed without a second script request.
/* global wasm_bindgen */

const WASM = new URL("status-widget_bg.wasm", import.meta.url);
const INTEGRITY = "{{wasm-integrity}}";

let loading;

// Elements in which the wasm shows something.
const live = new Set();

function load() {
  loading ??= fetch(WASM, { integrity: INTEGRITY, credentials: "omit" })
    .then((response) => {
      if (!response.ok) throw new Error(`HTTP status ${response.status}`);
      return wasm_bindgen({ module_or_path: response });
    })
    .catch((error) => {
      loading = undefined;
      throw error;
    });
  return loading;
}

// Called from the wasm as it crashes: nothing that is on show will be brought up to
// date any more, so nothing stays on show.
function status_widget_crashed(message) {
  loading = Promise.reject(new Error(message));
  loading.catch(() => {});
  for (const element of live) element.fallBack(message);
}

// Called from the wasm when somebody else (a translator, say) has put other text into
// the element: what is there can't be brought up to date, so it is made anew.
function status_widget_restart(element) {
  element.restart();
}

class StatusWidget extends HTMLElement {
  static observedAttributes = ["src", "trust", "tenant", "audience", "lang", "memory", "heading-level"];

  #mounted;
  #scheduled = false;

  connectedCallback() {
    this.#schedule();
  }

  disconnectedCallback() {
    this.#schedule();
  }

  attributeChangedCallback() {
    this.#schedule();
  }

  restart() {
    this.#schedule();
  }

  // The page's own text instead of ours, and why.
  fallBack(reason) {
    console.warn("status-widget: the page's own text is shown:", reason);
    live.delete(this);
    this.#mounted = undefined;
    this.shadowRoot?.replaceChildren(document.createElement("slot"));
  }

  // Several changes in a row make one restart.
  #schedule() {
    if (this.#scheduled || !(this.isConnected || this.#mounted)) return;
    this.#scheduled = true;
    load()
      .finally(() => (this.#scheduled = false))
      .then(() => this.#restart())
      .catch((error) => this.fallBack(error));
  }

  #restart() {
    this.#mounted?.unmount();
    this.#mounted = undefined;
    live.delete(this);
    this.shadowRoot?.replaceChildren();
    if (!this.isConnected) return;
    const root = this.shadowRoot ?? this.attachShadow({ mode: "open" });
    live.add(this);
    this.#mounted = wasm_bindgen.mount(this, root);
  }
}

if (!customElements.get("status-widget")) {
  customElements.define("status-widget", StatusWidget);
}
