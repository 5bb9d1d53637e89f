// The bar around the portal: what is chosen in it is asked for in the frame, and whenever the
// folder changes, the frame is loaded anew. Nothing of what the folder says becomes markup here.
const form = document.querySelector("form");
const frame = document.querySelector("iframe");
const said = document.querySelector(".said");
const list = document.querySelector("ol");
let revision = "";
// What the frame is to show.
let wanted = "";
// Milliseconds after which the frame has to be on its way there.
const PATIENCE = 1_000;

function show() {
  const chosen = new URLSearchParams(new FormData(form));
  frame.style.width = chosen.get("width") ? `${chosen.get("width")}px` : "100%";
  chosen.delete("width");
  chosen.set("revision", revision);
  wanted = `/portal?${chosen}`;
  frame.src = wanted;
  setTimeout(insist, PATIENCE);
}

// WebKit drops a navigation now and then that begins while another is under way.
function insist() {
  const { pathname, search } = frame.contentWindow.location;
  if (pathname + search !== wanted) frame.src = wanted;
}

// The choices that the document gives; what was chosen stays if it is still there.
function fill(name, choices) {
  const select = form.elements[name];
  const before = select.value;
  while (select.options.length > 1) select.remove(1);
  for (const [value, text] of choices) select.add(new Option(text, value));
  select.value = before;
  if (select.selectedIndex < 0) select.selectedIndex = 0;
}

function complain(problems) {
  list.replaceChildren(
    ...problems.map(({ severity, place, text }) => {
      const item = document.createElement("li");
      item.className = severity;
      item.dataset.place = place;
      const pre = document.createElement("pre");
      pre.textContent = text;
      item.append(pre);
      return item;
    }),
  );
}

async function follow() {
  for (;;) {
    try {
      const answer = await fetch(`/state?since=${encodeURIComponent(revision)}`);
      const state = await answer.json();
      said.textContent = state.said;
      if (state.revision !== revision) {
        revision = state.revision;
        fill("tenant", state.tenants);
        fill("lang", state.languages);
        complain(state.problems);
        show();
      }
    } catch {
      said.textContent = said.dataset.gone;
      await new Promise((later) => setTimeout(later, 1000));
    }
  }
}

form.addEventListener("change", show);
form.addEventListener("submit", (event) => event.preventDefault());
document.querySelector("button").addEventListener("click", () => frame.contentWindow.print());
follow();
