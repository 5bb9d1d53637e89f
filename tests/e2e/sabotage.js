// Breaks one function of a page's platform, in one manner: `breaks(case)` from then on, until
// `mends()`. `hides(seconds)` hides the page while that much time passes, and `shows()` shows it.
(() => {
  const { defineProperty, getOwnPropertyDescriptor, getPrototypeOf } = Object;
  const { apply } = Reflect;
  const [wall, Later, Never] = [Date.now.bind(Date), setTimeout.bind(window), Promise];
  const [fire, send] = [document.dispatchEvent.bind(document), window.dispatchEvent.bind(window)];
  const Happening = Event;
  let passed = 0;
  let isHidden = false;
  const monotonic = performance.now.bind(performance);
  Date.now = () => wall() + passed;
  performance.now = () => monotonic() + passed;
  defineProperty(Document.prototype, "visibilityState", {
    get: () => (isHidden ? "hidden" : "visible"),
    configurable: true,
  });

  // A page that nobody sees asks for nothing, but knows how late it is.
  window.hides = (seconds) => {
    isHidden = true;
    passed += seconds * 1000;
    fire(new Happening("visibilitychange"));
  };

  window.shows = () => {
    isHidden = false;
    send(new Happening("online"));
    send(new Happening("pageshow"));
    fire(new Happening("visibilitychange"));
  };

  // The instances of the wasm, for what nobody but the page's own scripts could do.
  const instances = [];
  const { instantiate } = WebAssembly;
  WebAssembly.instantiate = async (...parts) => {
    const made = await apply(instantiate, WebAssembly, parts);
    instances.push(made.instance ?? made);
    return made;
  };
  const memory = () => Object.values(instances.at(-1).exports).find((one) => one instanceof WebAssembly.Memory);

  const fail = () => {
    throw new Error("sabotaged");
  };

  // What is put in the place of a function `real`, and what is left of it.
  const manners = {
    "throws once": (real) => {
      let isOver = false;
      return function (...parts) {
        if (isOver) return new.target ? new real(...parts) : apply(real, this, parts);
        isOver = true;
        fail();
      };
    },
    throws: () => fail,
    "throws a text": () => () => {
      throw "sabotaged";
    },
    "throws nothing": () => () => {
      throw undefined;
    },
    rejects: () => () => Never.reject(new Error("sabotaged")),
    "rejects with a text": () => () => Never.reject("sabotaged"),
    "rejects with nothing": () => () => Never.reject(undefined),
    "never settles": () => () => new Never(() => {}),
    "gives nonsense": () => async () => ({ ok: true, status: 200, body: "nonsense", value: "nonsense", headers: 1 }),
    "does nothing": () => () => undefined,
    "gives null": () => () => null,
    "gives NaN": () => () => NaN,
    "gives zero": () => () => 0,
    "gives minus one": () => () => -1,
    "gives infinity": () => () => Infinity,
    "gives a text": () => () => "nonsense",
    "gives an object": () => () => ({}),
    "stands still": (real, owner) => {
      const value = apply(real, owner, []);
      return () => value;
    },
    "runs at once": () => (callback) => {
      callback();
      return 1;
    },
    "looks again first": (real) =>
      function (...parts) {
        if (!this?.isLooking) {
          this && (this.isLooking = true);
          fire(new Happening("visibilitychange"));
          this && (this.isLooking = false);
        }
        return apply(real, this, parts);
      },
  };

  const find = (owner, name) => {
    for (let one = owner; one; one = getPrototypeOf(one)) {
      const descriptor = getOwnPropertyDescriptor(one, name);
      if (descriptor) return [one, descriptor];
    }
    throw new Error(`there is no ${name}`);
  };

  const undo = [];

  const replace = (owner, name, manner) => {
    const [home, old] = find(owner, name);
    undo.push(() => defineProperty(home, name, old));
    if (manner === "is missing") return defineProperty(home, name, { value: undefined, configurable: true, writable: true });
    const make = manners[manner];
    if (old.get || old.set) {
      const changed = { configurable: true, enumerable: old.enumerable };
      changed.get = old.get && (old.set ? old.get : make(old.get, owner));
      changed.set = old.set && make(old.set, owner);
      defineProperty(home, name, changed);
    } else {
      defineProperty(home, name, { ...old, value: make(old.value, owner) });
    }
  };

  const deepest = (callback) => {
    try {
      deepest(callback);
    } catch {
      callback();
    }
  };

  // What takes more than one function.
  const plots = {
    "both clocks stand still": () => {
      replace(Date, "now", "stands still");
      replace(performance, "now", "stands still");
    },
    "no clock and no timer": () => {
      replace(Date, "now", "throws");
      replace(performance, "now", "throws");
      replace(window, "setTimeout", "does nothing");
    },
    "no timer and no style": () => {
      replace(window, "setTimeout", "does nothing");
      replace(HTMLElement.prototype, "style", "throws");
    },
    "prototypes have more members": () => {
      Object.prototype.more = Array.prototype.more = String.prototype.more = fail;
      undo.push(() => [Object, Array, String].forEach((type) => delete type.prototype.more));
    },
    "everything is logged and nothing can be": () => {
      for (const name of ["warn", "error", "log", "info", "debug"]) replace(console, name, "throws");
    },
    // Once: each level that catches what is thrown, or does not get to see it, would begin
    // again.
    "the stack overflows in a clock": () => {
      const real = Date.now;
      let [isOver, calls] = [false, 0];
      undo.push(() => (Date.now = real));
      Date.now = () => {
        try {
          if (!isOver && ++calls < 3000) fire(new Happening("visibilitychange"));
        } catch (error) {
          isOver = true;
          throw error;
        }
        return real();
      };
      Later(() => fire(new Happening("visibilitychange")));
    },
    "the stack overflows in a timer": () => {
      const real = window.setTimeout;
      undo.push(() => (window.setTimeout = real));
      window.setTimeout = (callback, ...parts) => real(() => deepest(callback), ...parts);
      Later(() => deepest(() => fire(new Happening("visibilitychange"))));
    },
    "the memory is overwritten": () => new Uint8Array(memory().buffer).fill(0xff),
    "the memory is zero": () => new Uint8Array(memory().buffer).fill(0),
    "the memory is full": () => {
      // No more pages can be had, and more is needed than there is.
      memory().grow(65536 - memory().buffer.byteLength / 65536);
      document.querySelector("status-widget").setAttribute("tenant", "x".repeat(1 << 23));
      undo.push(() => document.querySelector("status-widget").removeAttribute("tenant"));
    },
  };

  window.breaks = ({ plot, owner, name, manner }) => {
    if (plot) plots[plot]();
    else if (name.startsWith("Symbol.")) replace(new Function(`return ${owner}`)(), Symbol[name.slice(7)], manner);
    else replace(new Function(`return ${owner}`)(), name, manner);
  };

  // Not by an iterator, which may be what is broken.
  window.mends = () => {
    while (undo.length) undo.pop()();
  };
})();
