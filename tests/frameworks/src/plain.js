// The class without its definition, a language that is loaded, and a view transition.
import { StatusWidget } from "status-widget/element";
import { src, trust } from "./portal.js";

const app = document.querySelector("#app");
const widget = document.createElement("status-widget");
Object.assign(widget, { src, trust, lang: "tr" });
app.append(widget);
StatusWidget.define();

window.move = async () => {
  const change = () => document.body.prepend(widget);
  if (!document.startViewTransition) return change();
  await document.startViewTransition(change).finished;
};
