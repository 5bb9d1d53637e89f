// What the page of `statusctl snippet --for frame` has in itself, which portals show in an iframe:
// it says how high it is, and follows the links of the page around it.
//
// Its own address may choose whose states are shown in which language, where the page does not
// say that. It never says where the status file lies or whose keys count: somebody could lead
// readers to a document of their own under this host's name.
(() => {
  const widget = document.querySelector("status-widget");
  const CHOICES = { tenant: /^[a-z0-9-]{1,64}$/, lang: /^[A-Za-z0-9_-]{1,35}$/ };
  const asked = new URLSearchParams(location.search);
  for (const [name, spelling] of Object.entries(CHOICES)) {
    const value = asked.get(name) ?? "";
    if (spelling.test(value) && !widget.hasAttribute(name)) widget.setAttribute(name, value);
  }

  // Links leave the frame, by the page's `base`, but for those to a place in it.
  const place = (url) => url.split("#")[0];
  const onClick = (event) => {
    const link = event.composedPath().find((node) => node.localName === "a" && node.href);
    if (link && place(link.href) === place(location.href)) link.target = "_self";
  };
  addEventListener("click", onClick, true);

  if (parent === self) return;
  // A height is no secret: where nobody says who is around, it is said to whoever it is.
  const known = location.ancestorOrigins?.[0] ?? (document.referrer && new URL(document.referrer).origin);
  const around = known && known !== "null" ? known : "*";
  const say = (what) => parent.postMessage(what, around);

  // The id that a link of the page around names, until it is there.
  let wanted;

  let said;

  function report() {
    const height = Math.ceil(document.documentElement.getBoundingClientRect().height);
    if (height !== said) say({ type: "status-widget:height", height });
    said = height;
    const target = wanted && widget.shadowRoot?.getElementById(wanted);
    if (!target) return;
    wanted = undefined;
    // Once it has been opened, with all that it is folded into.
    setTimeout(() => {
      const top = Math.round(target.getBoundingClientRect().top + scrollY);
      say({ type: "status-widget:top", top: Math.max(0, top) });
    }, 200);
  }

  new ResizeObserver(report).observe(document.documentElement);
  // Chromium observes nothing in a frame that is not on the screen yet.
  setInterval(report, 1_000);
  addEventListener("message", (event) => {
    if (event.source !== parent || (around !== "*" && event.origin !== around)) return;
    const { type, hash } = Object(event.data);
    if (type !== "status-widget:hash") return;
    if (/^#(lang=)?[A-Za-z0-9-]{1,64}$/.test(hash)) {
      wanted = hash.slice(1);
      location.replace(hash);
    }
    // Whoever asks may not have heard it.
    said = undefined;
    report();
  });
  report();
})();
