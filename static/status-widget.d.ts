/** A state, as a status document has it. */
export type ServiceStatus =
  | "operational"
  | "degraded_performance"
  | "partial_outage"
  | "major_outage"
  | "under_maintenance"
  | "unknown";

/** What may have to be said beside the content. */
export type StatusNotice =
  | "not-authentic"
  | "wrong-clock"
  | "expired"
  | "unreachable"
  | "out-of-touch"
  | "unknown-tenant";

/** What is shown. */
export interface StatusDetail {
  /** The worst that is said of the reader's services; "unknown" without a verified document that is fresh. */
  readonly status: ServiceStatus;
  /** The state of each service by its id. */
  readonly services: Readonly<Record<string, ServiceStatus>>;
  /** The notices that are shown, each with its title in the reader's language. */
  readonly notices: Readonly<Partial<Record<StatusNotice, string>>>;
  /** The time of the content, a timestamp of RFC 3339; null while there is none. */
  readonly asOf: string | null;
  /**
   * When the states end to hold, a timestamp of RFC 3339; null while none are shown. Who shows
   * them elsewhere has to take them away by then.
   */
  readonly validUntil: string | null;
}

/** Why not all is shown that should be. */
export interface StatusErrorDetail {
  /**
   * A notice; or "configuration" (the attributes), "load" (the widget's own files could not be
   * loaded), "stopped" (the widget has stopped and begins again by itself).
   */
  readonly reason: StatusNotice | "configuration" | "load" | "stopped";
  /** In words; a notice's title is for readers, the others are for developers. */
  readonly message: string;
}

export interface StatusWidgetEventMap extends HTMLElementEventMap {
  /** Content from a verified document stands on the page, where none stood. */
  "status-ready": CustomEvent<StatusDetail>;
  /** A state is shown that is another than before; "unknown" once nothing may be said any more. */
  "status-change": CustomEvent<StatusDetail>;
  /** Something keeps the widget from showing all that it should. */
  "status-error": CustomEvent<StatusErrorDetail>;
}

/** The class behind <status-widget>. Each property is an attribute; null removes it. */
export class StatusWidget extends HTMLElement {
  /** The widget's version. */
  static readonly version: string;
  /** Makes <status-widget> this class, unless it is one already. */
  static define(): void;

  /** Where the status file is served; one or more URLs between spaces. */
  src: string;
  /** The digest of the publisher's first trust document. */
  trust: string;
  /** Id of an insurer. */
  tenant: string;
  /** Only what is for them. */
  audience: "" | "insured_persons" | "care_providers" | "insurers" | "press";
  /** `heading-level`: where the widget's heading stands in the page's outline. */
  headingLevel: 1 | 2 | 3 | 4 | 5 | 6;
  /** How long anything is remembered in the browser. */
  memory: "on" | "session" | "off";
  /** All of it, or the short form for a start page. */
  view: "full" | "banner";
  /** Where the link of the short form leads. */
  href: string;
  /** The short form is empty and has no height while everything works. */
  quiet: boolean;

  /** What is shown: the detail of the events. */
  readonly status: StatusDetail;
  /**
   * Asks for a newer file now. Resolves when that has been answered; at once where the last
   * answer is less than ten seconds old, or nobody sees the page.
   */
  refresh(): Promise<void>;

  addEventListener<K extends keyof StatusWidgetEventMap>(
    type: K,
    listener: (this: StatusWidget, event: StatusWidgetEventMap[K]) => void,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | AddEventListenerOptions,
  ): void;
  removeEventListener<K extends keyof StatusWidgetEventMap>(
    type: K,
    listener: (this: StatusWidget, event: StatusWidgetEventMap[K]) => void,
    options?: boolean | EventListenerOptions,
  ): void;
  removeEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | EventListenerOptions,
  ): void;
}

declare global {
  interface HTMLElementTagNameMap {
    "status-widget": StatusWidget;
  }
}
