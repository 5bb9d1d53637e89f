// What every portal below has: the settings of the page, and what it was told.
export const trust = document.querySelector("meta[name=trust]").content;
export const src = "/status.json";
window.told = [];
export const tell = (event) => window.told.push([event.type, event.detail.status ?? event.detail.reason]);
