// Keeps what WebKitGTK would write to its console, which WebDriver does not show.
(() => {
  const recorded = (window.recorded = []);
  for (const level of ["warn", "error"]) {
    const write = console[level];
    console[level] = (...parts) => {
      recorded.push(`console.${level} ${parts.join(" ")}`);
      write.apply(console, parts);
    };
  }
  addEventListener("error", (event) => recorded.push(`error ${event.message ?? event.target.outerHTML}`), true);
  addEventListener("unhandledrejection", (event) => recorded.push(`unhandled rejection ${event.reason}`));
  document.addEventListener("securitypolicyviolation", (event) =>
    recorded.push(`policy ${event.effectiveDirective} ${event.blockedURI}`),
  );
})();
