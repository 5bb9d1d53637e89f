// What a portal has beside the iframe of `statusctl snippet --iframe`: it makes the iframe as
// high as the page in it, and hands it the portal's own links (#id).
//
// It believes a message only if it comes from that very frame while the host is in it that the
// portal has named, and takes nothing of it but a number.
(() => {
  // Pixels; no page of ours is nearly as high.
  const MOST = 20_000;
  const frames = () => [...document.querySelectorAll("iframe[data-status-widget]")];
  const host = (frame) => new URL(frame.src).origin;
  const isNumber = (value, least) => Number.isInteger(value) && value >= least;
  // Frames that have been handed a link, and may say once where it leads.
  const led = new Set();
  const greeted = new Set();

  // Ids and languages; no secret that a portal keeps in its address looks so.
  const isLink = () => /^#(lang=)?[A-Za-z0-9-]{1,64}$/.test(location.hash) && !document.getElementById(location.hash.slice(1));
  // A link takes no focus from somebody who is typing.
  const isFree = () => !document.activeElement?.matches("input, select, textarea, [contenteditable]");

  function lead(frame) {
    if (!isLink() || !isFree()) return;
    led.add(frame);
    frame.contentWindow.postMessage({ type: "status-widget:hash", hash: location.hash }, host(frame));
  }

  addEventListener("message", (event) => {
    const frame = frames().find((one) => one.contentWindow === event.source);
    if (!frame || event.origin !== host(frame)) return;
    const { type, height, top } = Object(event.data);
    if (type === "status-widget:height" && isNumber(height, 1)) {
      frame.style.border = "0";
      frame.style.height = `${Math.min(height, MOST)}px`;
      if (!greeted.has(frame)) lead(frame);
      greeted.add(frame);
    } else if (type === "status-widget:top" && isNumber(top, 0) && led.delete(frame)) {
      scrollTo(scrollX, scrollY + frame.getBoundingClientRect().top + Math.min(top, MOST));
    }
  });
  addEventListener("hashchange", () => [...greeted].filter((frame) => frame.isConnected).forEach(lead));

  for (const frame of frames()) {
    if (isLink()) frame.loading = "eager";
    // It may have spoken before anybody listened. This says nothing, to whoever is there.
    frame.contentWindow.postMessage({ type: "status-widget:hash" }, "*");
  }
})();
