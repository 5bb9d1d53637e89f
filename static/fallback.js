// Takes back what a page that was made earlier says of states, once its time is over: no state
// may look as if it were still confirmed. The page of `statusctl render --as page` has it in
// itself; a portal loads it as a script of its own, for what stands between the tags of
// <status-widget>.
//
// What is said carries `data-until`; `data-otherwise` is what stands there afterwards.
const claimsTimer = setTimeout.bind(globalThis);
const claimsClock = Date.now.bind(Date);

function expireClaims(root) {
  let next = Infinity;
  for (const claim of root.querySelectorAll("[data-until]")) {
    const { until, status, otherwise } = claim.dataset;
    const left = Date.parse(until) - claimsClock();
    if (left > 0) {
      next = Math.min(next, left);
      continue;
    }
    // A time that can't be read is over.
    if (status) claim.dataset.status = "unknown";
    else if (otherwise) claim.textContent = otherwise;
    else claim.remove();
    claim.removeAttribute("data-until");
  }
  return next;
}

function watchClaims() {
  const left = expireClaims(document);
  // The longest that a timer of the platform waits (HTML Standard, section 8.6).
  if (left < Infinity) claimsTimer(watchClaims, Math.min(left + 1000, 2 ** 31 - 1));
}

watchClaims();
// Time may have passed without the timer: the device has slept, or the page comes from a cache.
addEventListener("pageshow", () => expireClaims(document));
document.addEventListener("visibilitychange", () => expireClaims(document));
