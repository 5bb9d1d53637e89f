// What a page that was made earlier says of states, and that it is taken back once its time is
// over: no state may look as if it were still confirmed. Both the loader, for what stands between
// the tags of <status-widget>, and the page of `statusctl render --as page` have it in themselves.
//
// What is said carries `data-until`; `data-otherwise` is what stands there afterwards.
const claimsClock = Date.now.bind(Date);

// Takes back what is over in `root`. Returns the milliseconds until the next is.
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
