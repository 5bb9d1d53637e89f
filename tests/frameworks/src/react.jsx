import { StrictMode, useState } from "react";
import { createRoot } from "react-dom/client";
import "status-widget";
import { src, tell, trust } from "./portal.js";

function App() {
  const [level, setLevel] = useState(2);
  const [isShown, setIsShown] = useState(true);
  const [isFirst, setIsFirst] = useState(true);
  const widget = isShown && (
    <status-widget
      key="widget"
      src={src}
      trust={trust}
      headingLevel={level}
      quiet={false}
      tenant={undefined}
      onstatus-ready={tell}
      onstatus-change={tell}
      onstatus-error={tell}
    />
  );
  const text = <p key="text">Portal</p>;
  return (
    <>
      <button id="level" onClick={() => setLevel(level + 1)}>level</button>
      <button id="toggle" onClick={() => setIsShown(!isShown)}>toggle</button>
      <button id="move" onClick={() => setIsFirst(!isFirst)}>move</button>
      {isFirst ? [widget, text] : [text, widget]}
    </>
  );
}

createRoot(document.querySelector("#app")).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
