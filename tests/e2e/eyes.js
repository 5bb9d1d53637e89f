// Reads what a reader can read, of widgets in this document and in its frames. Takes what it
// needs of the platform before a test breaks it, and calls it as this document's: what a
// frame has done to its own does not matter.
(() => {
  // Filled in from the product: what says that something is available, and what says of
  // other states and may hold the same words.
  const { available, other } = WORDS;
  const frame = requestAnimationFrame.bind(window);
  const clock = performance.now.bind(performance);
  const style = getComputedStyle.bind(window);
  const getter = (type, name) => {
    const { get } = Object.getOwnPropertyDescriptor(type.prototype, name);
    return (one) => get.call(one);
  };
  const method = (type, name) => {
    const real = type.prototype[name];
    return (one, ...parts) => real.apply(one, parts);
  };
  const [read, root, name] = [getter(HTMLElement, "innerText"), getter(Element, "shadowRoot"), getter(Element, "localName")];
  const [first, next, data] = [getter(Node, "firstChild"), getter(Node, "nextSibling"), getter(CharacterData, "data")];
  const type = getter(Node, "nodeType");
  const [boxes, within, below] = [
    method(Element, "getClientRects"),
    method(Element, "querySelectorAll"),
    method(DocumentFragment, "querySelectorAll"),
  ];

  const isShown = (element) => boxes(element).length > 0 && style(element).visibility === "visible";

  const textOf = (node) => {
    if (type(node) === 3) return data(node);
    const isText = type(node) === 1 && !["style", "slot", "script"].includes(name(node));
    return isText && boxes(node).length ? read(node) : "";
  };

  const claims = (text) => {
    for (const words of other) text = text.replaceAll(words, "");
    return available.some((words) => text.includes(words));
  };

  const some = (host, selector) => {
    const tree = root(host);
    return !!tree && Array.from(below(tree, selector)).some(isShown);
  };

  window.eyes = {
    // Everything that can be read in a widget, without the page's own text in it.
    text(host) {
      const parts = [];
      const tree = root(host);
      for (let node = tree && first(tree); node; node = next(node)) parts.push(textOf(node));
      return parts.join("\n");
    },

    // Whether a widget says of anything that it is available, be it in words or by its icon.
    says: (host) => claims(eyes.text(host)) || some(host, "[data-status=operational], [data-overall=operational]"),

    // Whether it says that it does not know.
    unknown: (host) => some(host, "[data-status=unknown]"),

    // Whether the page's own text in a widget can be read.
    fallback: (host) => Array.from(within(host, "a")).some(isShown),

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
