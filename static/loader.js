// The loader: the one hand-written JavaScript file. It defines <status-widget>,
// loads the wasm once for all elements on the page, and leaves the portal's own
// fallback in place if anything fails.
//
// `statusctl assemble` puts wasm-bindgen's glue in front of it, so that the
// portal's integrity attribute covers both, and fills in the integrity of the
// wasm: the chain is closed without a second script request.
/* global wasm_bindgen */

const WASM = new URL("status-widget_bg.wasm", import.meta.url);
const INTEGRITY = "{{wasm-integrity}}";

let loading;

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

class StatusWidget extends HTMLElement {
  static observedAttributes = ["src", "trust", "tenant", "lang", "memory", "heading-level"];

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

  // Several changes in a row make one restart.
  #schedule() {
    if (this.#scheduled) return;
    this.#scheduled = true;
    load()
      .then(() => {
        this.#scheduled = false;
        this.#restart();
      })
      .catch((error) => {
        this.#scheduled = false;
        console.warn("status-widget: could not be loaded; the page's own text stays.", error);
      });
  }

  #restart() {
    this.#mounted?.unmount();
    this.#mounted = undefined;
    this.shadowRoot?.replaceChildren();
    if (!this.isConnected) return;
    const root = this.shadowRoot ?? this.attachShadow({ mode: "open" });
    this.#mounted = wasm_bindgen.mount(this, root);
    if (!this.#mounted) root.replaceChildren(document.createElement("slot"));
  }
}

if (!customElements.get("status-widget")) {
  customElements.define("status-widget", StatusWidget);
}
