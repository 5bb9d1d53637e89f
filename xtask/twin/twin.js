// The widget's twin: the same elements of the same document, with Preact and WebCrypto. Only
// `cargo xtask measure --portal` serves it, so that there is something to compare with. It says
// its words in German, and of the document's rules it knows those that the sample needs.

import { Fragment, h, render } from "preact";
import stylesheet from "widget.css";
import { verify } from "./verify.js";

const STATES = {
  operational: ["Funktioniert", 0],
  degraded_performance: ["Funktioniert mit Einschränkungen", 3],
  partial_outage: ["Funktioniert noch nicht bei allen Kassen", 4],
  major_outage: ["Funktioniert gerade nicht", 5],
  under_maintenance: ["Wird gerade gewartet", 2],
  unknown: ["Für Ihre Kasse nicht bekannt", 1],
};
const OUTLOOKS = {
  restoring: "Wird Schritt für Schritt wieder eingeschaltet.",
  under_review: "Wird zurzeit geprüft.",
};
const AUDIENCES = { insurers: "Für Krankenkassen", press: "Für Medien", care_providers: "Für Praxen" };
const IMPACTS = { minor: "kleine Auswirkungen", major: "große Auswirkungen", critical: "sehr große Auswirkungen" };
const STAGES = {
  investigating: "Wird untersucht",
  identified: "Ursache ist bekannt",
  monitoring: "Wird beobachtet",
  resolved: "Ist behoben",
};
const LANGUAGES = [
  ["de", "Deutsch"],
  ["de-simple", "Leichte Sprache"],
  ["en", "English"],
  ["tr", "Türkçe"],
  ["ru", "Русский"],
  ["uk", "Українська"],
  ["pl", "Polski"],
  ["ar", "العربية"],
];
const ICONS = {
  languages:
    "M12 1a11 11 0 1 0 0 22a11 11 0 0 0 0-22zM3.2 11a9 9 0 0 1 5.5-7.3A17 17 0 0 0 7 11zM9 11a15 15 0 0 1 3-7.8 15 15 0 0 1 3 7.8zM17 11a17 17 0 0 0-1.7-7.3A9 9 0 0 1 20.8 11zM3.2 13H7a17 17 0 0 0 1.7 7.3A9 9 0 0 1 3.2 13zM9 13h6a15 15 0 0 1-3 7.8A15 15 0 0 1 9 13zM17 13h3.8a9 9 0 0 1-5.5 7.3A17 17 0 0 0 17 13z",
  major_outage:
    "M7.5 1h9L23 7.5v9L16.5 23h-9L1 16.5v-9zM12 10.2L8.4 6.6 6.6 8.4l3.6 3.6-3.6 3.6 1.8 1.8 3.6-3.6 3.6 3.6 1.8-1.8-3.6-3.6 3.6-3.6-1.8-1.8z",
  partial_outage: "M12 1a11 11 0 1 0 0 22a11 11 0 0 0 0-22zM12 3.6a8.4 8.4 0 0 1 0 16.8z",
  unknown:
    "M12 0l12 12-12 12L0 12zM12 5.5a3.8 3.8 0 0 0-3.8 3.8h2.3a1.5 1.5 0 1 1 2.2 1.3c-1.2.7-1.9 1.5-1.9 3.2h2.3c0-.8.3-1 .9-1.4A3.8 3.8 0 0 0 12 5.5zM10.8 15.5h2.4v2.4h-2.4z",
};
const timeZone = "Europe/Berlin";
const DAY = new Intl.DateTimeFormat("de", { dateStyle: "long", timeZone });
const MINUTE = new Intl.DateTimeFormat("de", { dateStyle: "long", timeStyle: "short", timeZone });
const AGE = new Intl.RelativeTimeFormat("de");

const say = (texts) => texts?.de ?? "";
const minute = (seconds) => `${MINUTE.format(seconds * 1000).replace(" um ", ", ")} Uhr`;
const day = (date) => h("time", { datetime: date }, DAY.format(new Date(date)));

const icon = (name) =>
  h(
    "svg",
    { viewBox: "0 0 24 24", width: "20", height: "20", "aria-hidden": "true" },
    h("path", { fill: "currentColor", "fill-rule": "evenodd", d: ICONS[name] ?? ICONS.partial_outage }),
  );
const meta = (...children) => h("p", { class: "meta" }, children);
const strong = (text) => h("p", null, h("strong", null, text));
const heading = (level, name, ...children) => h(`h${level}`, { class: name }, children);
const folded = (id, name, summary, ...children) =>
  h("details", { id, class: name }, h("summary", null, summary), children);
const link = (url, text) => (/^(https:|mailto:|tel:)/.test(url) ? h("a", { href: url, rel: "noreferrer" }, text) : text);
const button = (action, text) => h("button", { type: "button", "data-action": action }, text);
const copy = (action, text) => h("p", { class: "copy" }, button(action, text), " ", h("output"));

const ELEMENTS = { paragraph: "p", strong: "strong", emphasis: "em", listItem: "li", break: "br" };
const node = ({ type, value, url, ordered, children = [] }) => {
  if (type === "text") return value;
  const inner = children.map(node);
  if (type === "link") return link(url, inner);
  return h(type === "list" ? (ordered ? "ol" : "ul") : (ELEMENTS[type] ?? "div"), null, inner);
};
const rich = (texts) => h("div", { class: "rich" }, say(texts).map(node));

// What an insurer's readers are told of a service: its own state, else its sites' worst, else the
// general one, unless that differs between insurers.
function stateOf(service, tenant) {
  const sites = (service.sites ?? []).filter(({ id }) => tenant.sites.includes(id));
  const worst = (one, other) => (STATES[other.status][1] > STATES[one.status][1] ? other : one);
  const own =
    service.tenants?.find(({ id }) => id === tenant.id)?.state ??
    (sites.length ? sites.map(({ state }) => state).reduce(worst) : undefined);
  const differs = service.sites?.length || service.tenants?.length;
  const state = own ?? (differs ? { status: "unknown" } : service.state);
  const { note, alternative, outlook } = service.state;
  return { note, alternative, ...(state.status === "unknown" ? {} : { outlook }), ...state };
}

function row(service, tenant, isForOthers) {
  const { status, note, alternative, outlook } = stateOf(service, tenant);
  return h(
    "li",
    { key: service.id, id: service.id, class: "row", part: "service", "data-service": service.id, "data-status": status },
    heading(
      4,
      "group-title",
      h("span", { class: "name" }, say(service.name), " "),
      h("span", { class: "state", part: "state" }, icon(status), h("strong", null, STATES[status][0])),
    ),
    isForOthers && meta(AUDIENCES[service.audience[0]]),
    alternative &&
      status !== "operational" &&
      h("div", { class: "advice", part: "advice" }, strong("Das können Sie jetzt tun"), rich(alternative)),
    outlook && h("p", null, h("strong", null, "Wie es weitergeht: "), OUTLOOKS[outlook.kind], " ", "Noch kein Datum."),
    (service.description || note) &&
      folded(
        `${service.id}_more`,
        "more",
        "Mehr dazu",
        service.description && h("p", null, say(service.description)),
        note && rich(note),
      ),
  );
}

function card(contact, isForOthers) {
  const way = (before, scheme, to, text) =>
    to && h("p", null, before, h("bdi", { dir: "ltr" }, link(`${scheme}:${to}`, text)));
  return h(
    "address",
    { part: "contact", class: contact.emergency ? "emergency" : undefined },
    strong(say(contact.name)),
    isForOthers && meta(AUDIENCES[contact.audience[0]]),
    contact.address?.map((line) => h("p", null, h("bdi", null, line))),
    way("Telefon: ", "tel", contact.phone_number, contact.phone),
    way("E-Mail: ", "mailto", contact.email, contact.email),
    contact.hours && h("p", null, "Erreichbar: ", say(contact.hours)),
  );
}

function top(status, tenant, mine) {
  const minutes = Math.round((Date.now() / 1000 - status.iat) / 60);
  const worst = mine.map((service) => [service, stateOf(service, tenant).status]);
  const failing = worst.filter(([, state]) => STATES[state][1] > 1);
  const overall = failing.map(([, state]) => state).sort((one, other) => STATES[other][1] - STATES[one][1])[0];
  const marked = (is) => is && h("span", { class: "mark" }, "Beispiel");
  return h(
    Fragment,
    null,
    h(
      "div",
      { class: "head" },
      h("h2", { id: "title_", class: "title", part: "title" }, say(tenant.name), ": Was gerade funktioniert", " ", marked(tenant.example)),
      h(
        "details",
        { id: "languages_", class: "languages" },
        h("summary", { "aria-label": "Sprache: Deutsch" }, icon("languages"), " ", "Deutsch"),
        h(
          "nav",
          { "aria-label": "Sprache" },
          h(
            "ul",
            { role: "list" },
            LANGUAGES.map(([lang, name]) =>
              h(
                "li",
                null,
                h(
                  "a",
                  {
                    href: `#lang=${lang}`,
                    "data-action": "language",
                    lang,
                    hreflang: lang,
                    dir: lang === "ar" ? "rtl" : "ltr",
                    "aria-current": lang === "de" ? "true" : undefined,
                  },
                  name,
                ),
              ),
            ),
          ),
        ),
      ),
    ),
    h(
      "div",
      { "data-as-of": "" },
      meta(
        "Stand: ",
        day(status.updated),
        h("span", { "data-moving": "age" }, " · unverändert, zuletzt bestätigt ", AGE.format(-minutes, "minute")),
        " · ",
        "Echtheit geprüft",
      ),
    ),
    h(
      "div",
      { role: "status", "aria-atomic": "false" },
      overall &&
        h(
          "p",
          { class: "sentence", part: "sentence", "data-overall": overall, "aria-atomic": "true" },
          icon(overall),
          h(
            "span",
            null,
            h("strong", null, STATES[overall][0]),
            ": ",
            failing.filter(([, state]) => state === overall).map(([service]) => say(service.name)).join(", "),
            ".",
            " ",
          ),
        ),
    ),
  );
}

function reports({ summary, incidents }) {
  return h(
    "section",
    { class: "reports" },
    heading(3, "section-title", "Was ist passiert?"),
    rich(summary),
    incidents.map((incident) =>
      h(
        "article",
        { key: incident.id, id: incident.id, "data-report": incident.id },
        heading(4, "group-title", say(incident.title)),
        meta(IMPACTS[incident.impact]),
        incident.updates.map(({ at, status, text }) =>
          h("div", { class: "message" }, meta(day(at), ": ", STAGES[status]), rich(text)),
        ),
      ),
    ),
  );
}

function proof({ status, trust, kid }, tenant) {
  const sites = status.sites.filter(({ id }) => tenant.sites.includes(id));
  const facts = [
    ["Unterschrieben von", `${status.iss} ${status.sub}`],
    ["Unterschrieben am", minute(status.iat)],
    ["Gilt bis", minute(status.exp)],
    ["Version", status.version],
    ["Schlüssel", kid],
    ["Vertrauensdokument", `Version ${trust.version} · Gilt bis ${minute(trust.exp)}`],
    ["Betriebszentrum", sites.map((site) => say(site.name)).join(", ")],
  ];
  return folded(
    "proof_",
    "fold",
    heading(3, "section-title", "Woher weiß ich, dass das echt ist?"),
    h(
      "p",
      null,
      "Der Herausgeber hat diese Angaben elektronisch unterschrieben. Ihr Gerät hat die Unterschrift geprüft. Wer nur die Seite oder den Server verändert, kann hier nichts fälschen.",
    ),
    h(
      "dl",
      null,
      facts.map(([name, value], index) =>
        h("div", null, h("dt", null, name), h("dd", { "data-moving": `fact-${index}`, dir: "auto" }, value)),
      ),
    ),
    copy("copy-text", "Als Text kopieren"),
    heading(4, "group-title", "Ist das echt?"),
    h(
      "div",
      { class: "fields" },
      h(
        "label",
        null,
        "Telefonnummer, E-Mail-Adresse oder Link. Die Eingabe bleibt auf Ihrem Gerät.",
        h("input", { "data-action": "ask", autocomplete: "off", autocapitalize: "none", spellcheck: false }),
      ),
      button("ask", "Prüfen"),
    ),
    h("output"),
  );
}

function widget(verified, tenant) {
  const { status } = verified;
  const isMine = ({ audience }) => !audience || audience.includes("insured_persons");
  const mine = status.services.filter(isMine);
  const others = status.services.filter((service) => !isMine(service));
  const contacts = status.contacts.filter(({ tenants }) => !tenants || tenants.includes(tenant.id));
  const near = contacts.filter(isMine).sort((one, other) => !!other.tenants - !!one.tenants);
  const publisher = say(status.publisher.name);
  return h(
    "section",
    { role: "region", class: "status-widget", lang: "de", dir: "ltr", "aria-labelledby": "title_" },
    top(status, tenant, mine),
    h(
      "section",
      { class: "services" },
      heading(3, "section-title", "Ihre Dienste"),
      h("ul", { class: "rows", role: "list" }, mine.map((service) => row(service, tenant))),
    ),
    h(
      "section",
      { class: "faq" },
      h(
        "div",
        { class: "bar" },
        heading(3, "section-title", "Häufige Fragen"),
        h("span", null, button("open-all", "Alle öffnen"), button("close-all", "Alle schließen")),
      ),
      h(
        "div",
        { class: "answers" },
        status.faq.map(({ id, question, answer }) =>
          h(
            "details",
            { key: id, id, class: "answer", part: "question" },
            h("summary", null, heading(4, "group-title", say(question))),
            rich(answer),
            copy("copy-link", "Link kopieren"),
          ),
        ),
      ),
    ),
    reports(status),
    folded(
      "others_",
      "fold",
      heading(3, "section-title", `Für Praxen, Krankenkassen und Medien (${others.length} Dienste)`),
      h("ul", { class: "rows", role: "list" }, others.map((service) => row(service, tenant, true))),
      h("div", { class: "cards" }, contacts.filter((contact) => !isMine(contact)).map((contact) => card(contact, true))),
    ),
    h(
      "section",
      { class: "contacts" },
      heading(3, "section-title", "Kontakt"),
      h("slot", { name: "contact" }),
      h("div", { class: "cards" }, near.map((contact) => card(contact))),
    ),
    proof(verified, tenant),
    h(
      "footer",
      { part: "footer" },
      h("p", null, "Angaben des Herausgebers ", link(status.publisher.url, publisher)),
      h(
        "nav",
        { "aria-label": `Angaben des Herausgebers ${publisher}` },
        h("ul", { role: "list" }, status.links.map(({ name, url }) => h("li", null, link(url, say(name))))),
      ),
      h("p", null, h("bdi", null, status.publisher.copyright)),
    ),
  );
}

const attempt = (what) => {
  try {
    return what();
  } catch {
    return undefined;
  }
};

class StatusTwin extends HTMLElement {
  #version = 0;

  connectedCallback() {
    const pin = this.getAttribute("trust");
    const key = `status-twin ${pin}`;
    // As the widget: what is remembered passes through the same door.
    const kept = attempt(() => localStorage.getItem(key));
    if (kept) this.#show(kept, pin).catch(() => {});
    const ask = async () => {
      const how = { credentials: "same-origin", referrerPolicy: "no-referrer", cache: "no-cache" };
      const response = await fetch(this.getAttribute("src"), how);
      if (!response.ok) throw new Error(`HTTP status ${response.status}`);
      const text = await response.text();
      await this.#show(text, pin);
      if (text !== kept) attempt(() => localStorage.setItem(key, text));
    };
    ask().catch((error) => console.warn(error));
    setInterval(() => ask().catch((error) => console.warn(error)), 50_000);
  }

  async #show(text, pin) {
    const verified = await verify(text, pin);
    if (verified.status.version < this.#version) return;
    this.#version = verified.status.version;
    const tenant = verified.status.tenants.find(({ id }) => id === this.getAttribute("tenant"));
    const root = this.shadowRoot ?? this.attachShadow({ mode: "open" });
    if (!root.adoptedStyleSheets.length) {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(stylesheet);
      root.adoptedStyleSheets = [sheet];
      root.addEventListener("click", (event) => this.#act(event.target.dataset?.action));
    }
    render(widget(verified, tenant), root);
  }

  #act(action) {
    const all = this.shadowRoot.querySelectorAll("details.answer");
    if (action === "open-all" || action === "close-all") all.forEach((one) => (one.open = action === "open-all"));
    if (action === "copy-link") navigator.clipboard?.writeText(location.href).catch(() => {});
  }
}

customElements.define("status-twin", StatusTwin);
