import { mount } from "svelte";
import "status-widget";
import App from "./App.svelte";

mount(App, { target: document.querySelector("#app") });
