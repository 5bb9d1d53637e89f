// Keeps watch over the page of `statusctl render --as page`, with what stands in claims.js.
const claimsTimer = setTimeout.bind(globalThis);

function watchClaims() {
  const left = expireClaims(document);
  // The longest that a timer of the platform waits (HTML Standard, section 8.6).
  if (left < Infinity) claimsTimer(watchClaims, Math.min(left + 1000, 2 ** 31 - 1));
}

watchClaims();
// Time may have passed without the timer: the device has slept, or the page comes from a cache.
addEventListener("pageshow", () => expireClaims(document));
document.addEventListener("visibilitychange", () => expireClaims(document));
