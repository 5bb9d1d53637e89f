// Reads what a reader can read. Takes what it needs of the platform before a test breaks it.
(() => {
  // Filled in from the product: what says that something is available, and what says of
  // other states and may hold the same words.
  const { available, other } = WORDS;
  const frame = requestAnimationFrame.bind(window);
  const clock = performance.now.bind(performance);
  const read = Object.getOwnPropertyDescriptor(HTMLElement.prototype, "innerText").get;

  const isShown = (element) =>
    element.getClientRects().length > 0 && element.ownerDocument.defaultView.getComputedStyle(element).visibility === "visible";

  const textOf = (node) => {
    if (node.nodeType === Node.TEXT_NODE) return node.data;
    const isText = node.nodeType === Node.ELEMENT_NODE && !["style", "slot", "script"].includes(node.localName);
    return isText && node.getClientRects().length ? read.call(node) ?? "" : "";
  };

  const claims = (text) => {
    for (const words of other) text = text.replaceAll(words, "");
    return available.some((words) => text.includes(words));
  };

  window.eyes = {
    // Everything that can be read in a widget, without the page's own text in it.
    text: (host) => (host.shadowRoot ? [...host.shadowRoot.childNodes].map(textOf).join("\n") : ""),

    // Whether a widget says of anything that it is available, be it in words or by its icon.
    says(host) {
      const rows = host.shadowRoot?.querySelectorAll("[data-status=operational], [data-overall=operational]") ?? [];
      return claims(this.text(host)) || [...rows].some(isShown);
    },

    // Whether the page's own text in a widget can be read.
    fallback: (host) => [...host.querySelectorAll("a")].some(isShown),

    unknown: (host) => [...(host.shadowRoot?.querySelectorAll("[data-status=unknown]") ?? [])].some(isShown),

    // From now on looks at every widget of the page in every frame, and notes under `label`
    // whatever says that something is available.
    seen: [],
    label: "",
    guard(label) {
      const isFirst = !this.label;
      this.label = label;
      if (!isFirst) return;
      const look = () => {
        for (const host of document.querySelectorAll("status-widget"))
          if (this.says(host)) this.seen.push(`${this.label} (${Math.round(clock())} ms): ${this.text(host)}`);
        frame(look);
      };
      look();
    },
  };
})();
