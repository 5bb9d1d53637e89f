// Keeps what a screen reader has to tell of a live region, as `window.told`, by the rules of
// WAI-ARIA 1.2: text that comes or changes in a region is told (`aria-relevant`), with all of the
// nearest element that is `aria-atomic`, once for all changes of a moment. What is there when the
// region itself comes is not told, except of an alert. Every other touch is in `window.touched`.
(() => {
  const told = (window.told = []);
  const touched = (window.touched = []);
  const LIVE = "[aria-live], [role=status], [role=alert], output";

  const elementOf = (node) => (node.nodeType === 1 ? node : node.parentElement);

  // The region in which a node stands; none where the nearest is switched off.
  const regionOf = (node) => {
    const region = elementOf(node)?.closest(LIVE);
    return region && region.getAttribute("aria-live") !== "off" ? region : null;
  };

  // What is told together with a node: up to the region the nearest that says so either way.
  const wholeOf = (node, region) => {
    const found = elementOf(node)?.closest("[aria-atomic]");
    const isWithin = found && region.contains(found) && found.getAttribute("aria-atomic") === "true";
    return isWithin ? found : node;
  };

  const textOf = (node) => node.textContent.replace(/\s+/g, " ").trim();

  const note = (records) => {
    const born = new Set(records.flatMap((record) => [...record.addedNodes]));
    const isBorn = (region) => [...born].some((node) => node === region || node.contains(region));
    const wholes = new Set();
    for (const { target, type, addedNodes, attributeName } of records) {
      const nodes = type === "childList" ? addedNodes : type === "characterData" ? [target] : [];
      for (const node of nodes) {
        const region = regionOf(node);
        if (node.isConnected && region && (!isBorn(region) || region.role === "alert")) wholes.add(wholeOf(node, region));
      }
      const around = elementOf(target)?.closest("[role=status]");
      if (around) touched.push(`${type} ${attributeName ?? ""} of ${target.nodeName}: ${textOf(target)}`);
    }
    // What was put together piece by piece is told as one.
    const isPart = (node) => [...wholes].some((whole) => whole !== node && whole.contains(node));
    told.push(...[...wholes].filter((node) => !isPart(node)).map(textOf).filter((text) => text));
  };

  const attach = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function (...options) {
    const root = attach.apply(this, options);
    const all = { subtree: true, childList: true, characterData: true, attributes: true };
    new MutationObserver(note).observe(root, all);
    return root;
  };
})();
