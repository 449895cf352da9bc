// The status page. It shows what the server sends, as text: nothing that comes from outside is ever HTML.
"use strict";

(() => {
  const SILENCE = 15_000; // the server says something every five seconds
  const RETRY = 2_000;

  const byId = (id) => document.getElementById(id);
  const cards = new Map(); // by the service's name
  let state = null; // the newest
  let received = 0; // when it came, by performance.now()
  let source = null;
  let retry = null;
  let connected = false;
  let firstState = true;

  // --- Words ---

  // What is no letter, digit, mark, sign or space: it could hide, reorder or break what is around it.
  const STRANGE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\\]/gu;

  function printable(text) {
    return text.replace(STRANGE, (found) =>
      Array.from({ length: found.length }, (_, i) =>
        "\\u" + found.charCodeAt(i).toString(16).toUpperCase().padStart(4, "0")).join(""));
  }

  function label(service) {
    return service === "" ? "the server as a whole" : printable(service);
  }

  function fragment(service) {
    try {
      return "#" + encodeURIComponent(service === "" ? "(overall)" : service);
    } catch {
      return "#" + encodeURIComponent(printable(service)); // half of a pair has no encoding
    }
  }

  const two = (number) => String(number).padStart(2, "0");

  function clock(text) {
    const at = new Date(text);
    const today = new Date(state.at);
    const time = two(at.getHours()) + ":" + two(at.getMinutes()) + ":" + two(at.getSeconds());
    const day = at.getFullYear() + "-" + two(at.getMonth() + 1) + "-" + two(at.getDate());
    return at.toDateString() === today.toDateString() ? time : day + " " + time;
  }

  function span(millis) {
    const seconds = Math.floor(millis / 1000);
    if (millis < 1000) {
      return Math.max(0, Math.round(millis)) + " ms";
    } else if (seconds < 60) {
      return seconds + " s";
    } else if (seconds < 3600) {
      return Math.floor(seconds / 60) + " min " + (seconds % 60) + " s";
    } else if (seconds < 86400) {
      return Math.floor(seconds / 3600) + " h " + Math.floor((seconds % 3600) / 60) + " min";
    }
    return Math.floor(seconds / 86400) + " d " + Math.floor((seconds % 86400) / 3600) + " h";
  }

  // An ISO 8601 duration as Java writes it, in milliseconds.
  function millis(duration) {
    const parts = /^PT(?:(-?\d+)H)?(?:(-?\d+)M)?(?:(-?[\d.]+)S)?$/.exec(duration);
    return parts === null
      ? 0
      : ((Number(parts[1] ?? 0) * 60 + Number(parts[2] ?? 0)) * 60 + Number(parts[3] ?? 0)) * 1000;
  }

  // How much time has passed on the server since it made the state. It stands still once disconnected.
  function passed() {
    return connected ? performance.now() - received : 0;
  }

  function sinceMillis(moment) {
    return Math.max(0, Date.parse(state.at) - Date.parse(moment)) + passed();
  }

  const STATUSES = {
    NOT_SERVING: { words: "NOT SERVING", sign: "✕", look: "bad", urgency: 0 },
    UNKNOWN: { words: "UNKNOWN", sign: "?", look: "unsure", urgency: 1 },
    SERVING: { words: "SERVING", sign: "✓", look: "good", urgency: 3 },
  };
  const DEGRADED = { words: "SERVING, degraded", sign: "!", look: "degraded", urgency: 2 };
  const PINNED = { words: "SERVING, pinned", sign: "!", look: "degraded", urgency: 2 };
  const VERDICTS = {
    FAILING: { words: "FAILING", sign: "✕", look: "bad" },
    UNKNOWN: { words: "UNKNOWN", sign: "?", look: "unsure" },
    PASSING: { words: "PASSING", sign: "✓", look: "good" },
  };
  const PASSING_DEGRADED = { words: "PASSING, degraded", sign: "!", look: "degraded" };

  function look(service) {
    const plain = STATUSES[service.status] ?? STATUSES.UNKNOWN;
    if (plain !== STATUSES.SERVING || !service.reason) {
      return plain;
    }
    return service.reason.startsWith("override:") ? PINNED : DEGRADED;
  }

  // What decided the status, without the word that the status says already.
  function reason(service) {
    const text = service.reason ?? "";
    return printable(look(service) === DEGRADED ? text.replace(/^degraded: /, "") : text);
  }

  // --- Elements ---

  function element(tag, className, ...children) {
    const made = document.createElement(tag);
    made.className = className;
    made.append(...children);
    return made;
  }

  // Nothing changes on screen, nor for a screen reader, unless the text does.
  function write(target, text) {
    if (target.textContent !== text) {
      target.textContent = text;
    }
  }

  // One that stays as it is keeps its place, its focus and its selection.
  function replaceIfChanged(target, made) {
    if (target.innerHTML !== made.innerHTML || target.className !== made.className) {
      target.replaceWith(made);
      return made;
    }
    return target;
  }

  function show(target, status) {
    target.className = "status " + status.look;
    write(target, status.sign + " " + status.words);
  }

  // --- The first lines ---

  function urgency(service) {
    return look(service).urgency;
  }

  function byUrgency(a, b) {
    return urgency(a) - urgency(b); // of equals, the order of the server: by name
  }

  function headline(services) {
    const worst = services[0];
    if (worst === undefined) {
      write(byId("why"), "no services");
      return;
    }
    const status = look(worst);
    show(byId("worst"), status);
    const count = services.filter((each) => look(each) === status).length;
    const allServe = status === STATUSES.SERVING;
    const last = services.reduce((a, b) => (Date.parse(b.since) > Date.parse(a.since) ? b : a));
    const why = worst.reason ? ": " + reason(worst) : "";
    write(byId("why"), allServe ? "all is well" : label(worst.service) + why);
    const parts = [];
    if (state.draining) {
      parts.push("draining");
    }
    parts.push(allServe
      ? services.length + (services.length === 1 ? " service" : " services")
      : count + " of " + services.length + " are " + status.words);
    const from = allServe ? last.since : worst.since;
    parts.push("since " + clock(from) + " (" + span(sinceMillis(from)) + ")");
    write(byId("facts"), parts.join(" · "));
    document.title = status.sign + " " + status.words + (allServe ? "" : " " + label(worst.service));
    announce(status.words + ", " + byId("why").textContent);
  }

  // Ages tick; only news is read aloud.
  function announce(text) {
    write(byId("announcement"), text);
  }

  function connection() {
    if (state === null) {
      write(byId("connection"), connected || source !== null ? "connecting" : "disconnected; tries again");
    } else {
      write(byId("connection"), "as of " + clock(state.at) + (connected ? "" : ", disconnected; tries again"));
    }
    document.body.classList.toggle("disconnected", !connected && (state !== null || source === null));
  }

  // --- A service ---

  function card(name) {
    const made = {
      status: element("span", "status"),
      link: element("a", ""),
      reason: element("p", "reason"),
      since: element("span", "since"),
      strip: element("span", "strip"),
      details: element("details", ""),
      summary: element("summary", ""),
      checks: element("ul", "checks"),
      toggled: false,
    };
    made.link.href = fragment(name);
    const title = element("bdi", "");
    for (const part of label(name).split(/(?<=[./])/)) { // long ones wrap where their parts end
      title.append(part, document.createElement("wbr"));
    }
    made.link.append(title);
    const past = element("p", "past", made.strip, element("span", "", " "), made.since);
    made.root = element("article", "service",
      element("div", "row", made.status, element("h2", "", made.link), made.reason, past), made.details);
    made.root.tabIndex = -1; // a permalink puts the focus here
    made.root.setAttribute("aria-label", label(name));
    made.details.append(made.summary, made.checks);
    made.summary.addEventListener("click", () => {
      made.toggled = true;
    });
    return made;
  }

  function update(service) {
    if (!cards.has(service.service)) {
      cards.set(service.service, card(service.service));
    }
    const shown = cards.get(service.service);
    show(shown.status, look(service));
    write(shown.reason, reason(service));
    strip(shown, service.history ?? []);
    const checks = service.checks ?? [];
    shown.details.hidden = checks.length === 0;
    if (!shown.toggled) {
      shown.details.open = true;
    }
    write(shown.summary, checks.length === 1 ? "1 check" : checks.length + " checks");
    while (shown.checks.children.length > checks.length) {
      shown.checks.lastElementChild.remove();
    }
    checks.forEach((check, i) => {
      const cells = row(check);
      const old = shown.checks.children[i];
      if (old === undefined) {
        shown.checks.append(element("li", "", ...cells));
      } else {
        cells.forEach((cell, j) => replaceIfChanged(old.children[j], cell));
      }
    });
    return shown.root;
  }

  function strip(shown, history) {
    const made = element("span", "strip");
    const told = [];
    for (const change of history) {
      const status = STATUSES[change.to] ?? STATUSES.UNKNOWN;
      const part = element("span", status.look);
      const words = status.words + " at " + clock(change.at) + (change.reason ? ": " + printable(change.reason) : "");
      part.title = words;
      told.push(words);
      made.append(part);
    }
    if (told.length > 0) {
      made.setAttribute("role", "img");
      made.setAttribute("aria-label", "Last transitions, oldest first: " + told.join("; "));
    }
    shown.strip = replaceIfChanged(shown.strip, made);
  }

  // --- A check ---

  // Returns its four cells. Only the last two change while the check rests: a link is in the second.
  function row(check) {
    const off = check.switchedOff !== undefined;
    const verdict = check.verdict === "PASSING" && check.reason
      ? PASSING_DEGRADED : VERDICTS[check.verdict] ?? VERDICTS.UNKNOWN;
    const status = element("span", "");
    show(status, off ? { ...verdict, look: "" } : verdict);
    const name = element("span", "name");
    name.append(bdi(check.name));
    for (const tag of [...(check.critical ? [] : ["optional"]), ...(check.tags ?? [])]) {
      const chip = element("span", "tag");
      chip.append(bdi(tag));
      name.append(" ", chip);
    }
    if (check.runbook !== undefined) {
      name.append(" ", runbook(check.runbook));
    }
    return [status, name, result(check), element("span", "numbers", numbersOf(check))];
  }

  function bdi(text) {
    const made = element("bdi", "");
    made.textContent = printable(text);
    return made;
  }

  function result(check) {
    const made = element("span", "result");
    const parts = [];
    const flag = (text) => {
      const strong = element("span", "flag");
      strong.textContent = text;
      return strong;
    };
    if (check.switchedOff !== undefined) {
      parts.push(flag("switched off: " + (printable(check.switchedOff) || "no reason given")));
    }
    if (check.reason) {
      parts.push(printable(check.reason));
    }
    if (check.awaitsThreshold) {
      const went = check.lastOutcome === "PASSING" ? "passed" : "failed";
      parts.push("last run " + went + " (" + check.streak + " of " + check.needed + ")"
        + (check.lastReason ? ": " + printable(check.lastReason) : ""));
    }
    if (check.stale) {
      parts.push(flag("stale"));
    }
    if (check.overrun !== undefined) {
      parts.push(flag("still running, overdue by " + span(millis(check.overrun) + passed())));
    }
    parts.forEach((part, i) => made.append(...(i > 0 ? ["; ", part] : [part])));
    return made;
  }

  function runbook(address) {
    if (!/^https?:\/\//i.test(address)) {
      return "runbook: " + printable(address); // a link could be a script
    }
    const link = element("a", "");
    link.href = address;
    link.rel = "noopener noreferrer";
    link.textContent = "runbook";
    return link;
  }

  function numbersOf(check) {
    if (check.age === undefined) {
      return check.reason ? "" : "no result yet";
    }
    const took = check.took === undefined ? "" : "took " + span(millis(check.took)) + " · ";
    const age = millis(check.age) + passed();
    return check.streak + " in a row · " + took + (age < 1000 ? "just now" : span(age) + " ago");
  }

  // --- All of it ---

  function render() {
    connection();
    if (state === null) {
      return;
    }
    const services = [...state.services].sort(byUrgency);
    headline(services);
    const names = new Set(services.map((each) => each.service));
    for (const [name, shown] of cards) {
      if (!names.has(name)) {
        shown.root.remove();
        cards.delete(name);
      }
    }
    const list = byId("services");
    services.forEach((service, i) => {
      const root = update(service);
      cards.get(service.service).since.textContent =
        "since " + clock(service.since) + " (" + span(sinceMillis(service.since)) + ")";
      if (list.children[i] !== root) {
        const focused = document.activeElement;
        list.insertBefore(root, list.children[i] ?? null);
        if (root.contains(focused)) {
          focused.focus({ preventScroll: true }); // to move an element takes its focus
        }
      }
    });
    byId("tools").hidden = !services.some((each) => each.checks !== undefined && each.checks.length > 0);
    byId("note").hidden = state.details;
    write(byId("note"), "Reasons, checks and transitions are not shown: this port is not declared private.");
    if (firstState) {
      firstState = false;
      followPermalink();
    }
  }

  function decoded(hash) {
    try {
      return decodeURIComponent(hash);
    } catch {
      return hash;
    }
  }

  function followPermalink() {
    for (const [name, shown] of cards) {
      const isTarget = location.hash.length > 1 && decoded(fragment(name)) === decoded(location.hash);
      shown.root.classList.toggle("target", isTarget);
      if (isTarget) {
        shown.root.scrollIntoView();
        shown.root.focus();
      }
    }
  }

  function setAll(open) {
    for (const shown of cards.values()) {
      shown.toggled = true;
      shown.details.open = open;
    }
  }

  // --- The stream ---

  function connect() {
    retry = null;
    source = new EventSource("events");
    received = performance.now(); // the silence begins
    source.addEventListener("state", (event) => {
      state = JSON.parse(event.data);
      received = performance.now();
      connected = true;
      render();
    });
    source.addEventListener("error", disconnect);
  }

  // The browser would not try again after a refusal. Not all pages at once.
  function disconnect() {
    if (source !== null) {
      source.close();
      source = null;
    }
    connected = false;
    render();
    retry ??= setTimeout(connect, RETRY + Math.random() * RETRY / 2);
  }

  document.body.classList.toggle("wall", new URLSearchParams(location.search).has("wall"));
  byId("expand").addEventListener("click", () => setAll(true));
  byId("collapse").addEventListener("click", () => setAll(false));
  window.addEventListener("hashchange", followPermalink);
  setInterval(() => {
    if (source !== null && performance.now() - received > SILENCE) {
      disconnect(); // a connection can be gone without a word
    } else if (connected) {
      render(); // ages
    }
  }, 1_000);
  connect();
})();
