// What TypeScript has to accept, and what it has to refuse.
import "status-widget";
import { StatusWidget, type ServiceStatus } from "status-widget/element";

const widget = document.createElement("status-widget");
widget.src = "https://status.example/status.json";
widget.headingLevel = 3;
widget.memory = "session";
widget.addEventListener("status-change", (event) => {
  const state: ServiceStatus = event.detail.services["eau"] ?? event.detail.status;
  const until: string | null = event.detail.validUntil;
  console.log(state, until);
});
widget.addEventListener("status-error", ({ detail }) => console.log(detail.reason, detail.message));
widget.addEventListener("click", (event) => event.clientX);
await widget.refresh();
const same: StatusWidget = widget;
StatusWidget.define();

// @ts-expect-error: no level of a heading
same.headingLevel = 7;
// @ts-expect-error: no view
same.view = "small";
// @ts-expect-error: only read
same.status = widget.status;
