// What translators, reading aids, dark-mode extensions and page scripts do to the texts of
// a page. Each edit is a function of one text node, or of a whole tree.
(() => {
  const element = (name, ...parts) => {
    const made = document.createElement(name);
    made.append(...parts);
    return made;
  };

  const ofTexts = {
    "replaced by another node of the same text": (text) => text.replaceWith(document.createTextNode(text.data)),
    "translated in place": (text) => (text.data = `[xx] ${text.data}`),
    "translated in another node": (text) => text.replaceWith(document.createTextNode(`[xx] ${text.data}`)),
    "wrapped in two fonts": (text) => text.replaceWith(element("font", element("font", `[xx] ${text.data}`))),
    "wrapped as it is": (text) => {
      const span = element("span");
      text.replaceWith(span);
      span.append(text);
    },
    "a word in two parts": (text) => {
      const half = Math.ceil(text.data.length / 2);
      text.replaceWith(element("span", element("b", text.data.slice(0, half)), text.data.slice(half)));
    },
    "a word in two parts, the first node kept": (text) => {
      const half = Math.ceil(text.data.length / 2);
      const rest = text.data.slice(half);
      const span = element("span");
      text.replaceWith(span);
      text.data = text.data.slice(0, half);
      span.append(element("b", text), rest);
    },
    "split in the middle": (text) => text.splitText(Math.ceil(text.data.length / 2)),
    "split into letters": (text) => {
      while (text.data.length > 1) text = text.splitText(1);
    },
    emptied: (text) => (text.data = ""),
    removed: (text) => text.remove(),
    "said twice": (text) => text.after(text.data),
    "moved behind its parent": (text) => text.parentNode !== text.getRootNode() && text.parentNode.after(text),
  };

  const ofTrees = {
    "styles and attributes added": (root) => {
      for (const one of [...root.querySelectorAll("*")]) {
        one.classList.add("foreign");
        one.setAttribute("data-foreign", "1");
        one.setAttribute("style", `${one.getAttribute("style") ?? ""};color: #eee`);
      }
      root.append(element("style", ".foreign { background: #222 }"));
      root.querySelector("section").prepend(element("style", ".foreign { border-color: #333 }"));
    },
    "states wrapped with what is around": (root) => {
      for (const strong of [...root.querySelectorAll("strong")]) {
        const mark = element("mark");
        strong.replaceWith(mark);
        mark.append(strong);
      }
    },
    "states replaced by copies": (root) => {
      for (const one of [...root.querySelectorAll(".state, strong")]) one.replaceWith(one.cloneNode(true));
    },
    "rows replaced by copies": (root) => {
      for (const one of [...root.querySelectorAll("[data-service]")]) one.replaceWith(one.cloneNode(true));
    },
    "rows doubled": (root) => {
      for (const one of [...root.querySelectorAll("[data-service]")]) one.after(one.cloneNode(true));
    },
    "everything replaced by a copy": (root) => {
      const section = root.querySelector("section");
      section.replaceWith(section.cloneNode(true));
    },
    "everything moved into an element": (root) => {
      const section = root.querySelector("section");
      const article = element("article");
      section.replaceWith(article);
      article.append(section);
    },
    "a copy put beside it": (root) => root.append(root.querySelector("section").cloneNode(true)),
    "a copy put beside it, deep inside": (root) => {
      const section = root.querySelector("section");
      section.lastElementChild.append(section.cloneNode(true));
    },
    "texts joined": (root) => root.querySelector("section").normalize(),
    "all texts of a row as one": (root) => {
      for (const one of [...root.querySelectorAll("[data-service]")]) one.textContent = one.textContent;
    },
  };

  const texts = (root) => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    const found = [];
    while (walker.nextNode()) {
      const text = walker.currentNode;
      if (text.data.trim() && text.parentNode.localName !== "style") found.push(text);
    }
    return found;
  };

  window.edits = {
    names: [...Object.keys(ofTexts), ...Object.keys(ofTrees)],

    // Does `name` to everything in a widget.
    make(name, host) {
      const root = host.shadowRoot;
      if (ofTrees[name]) ofTrees[name](root);
      else texts(root).forEach(ofTexts[name]);
    },

    // Does `name` to every text of a widget, and to all that come later.
    goOn(name, host) {
      const root = host.shadowRoot;
      const done = new WeakSet();
      const options = { subtree: true, childList: true, characterData: true };
      const edit = () => {
        observer.disconnect();
        for (const text of texts(root)) if (!done.has(text) && !text.data.startsWith("[xx]")) ofTexts[name](text);
        for (const text of texts(root)) done.add(text);
        observer.observe(root, options);
      };
      const observer = new MutationObserver((records) => {
        for (const record of records) done.delete(record.target);
        edit();
      });
      edit();
    },
  };
})();
