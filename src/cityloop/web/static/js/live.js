// Live, but still: follow the journal by server-sent events; mark a changed value once; let new rows wait; say when the line is lost.
// The page itself is asked for again and compared: what has data-live is brought up to date in place, nothing moves.

const state = document.querySelector("[data-live-source]");
const words = state?.querySelector("[data-live-words]");
const told = document.querySelector("[data-live-told]"); // The newest notice, at a place that is kept for it.
const again = state?.querySelector("[data-live-again]");
const CALM_MS = 3000; // At most one look each so many milliseconds.
const LOOK_MS = 60000; // Clocks run on without any event.
const SILENCE_MS = 25000; // The server beats each 10 s.

let position = state?.dataset.position;
let heard = Date.now(); // When the line was last heard.
let seen = Date.now(); // When what is shown was true.
let source = null;
let waiting = null;
let retry_ms = 1000;
let next = null; // The page that waits behind "3 new".

const keyed = (root) =>
  new Map(
    [...root.querySelectorAll("[data-live]")].map((it) => [
      `${it.closest("[data-live-row]")?.dataset.liveRow ?? ""} ${it.dataset.live}`,
      it,
    ]),
  );
const rows = (root) => new Map([...root.querySelectorAll("[data-live-row]")].map((it) => [it.dataset.liveRow, it]));

function age(ms) {
  const seconds = Math.max(0, Math.round(ms / 1000));
  const [pattern, n] = seconds < 120 ? [state.dataset.wordsSecond, seconds] : [state.dataset.wordsMinute, Math.round(seconds / 60)];
  return pattern.replace("{n}", n);
}

function say() {
  const lost = Date.now() - heard > SILENCE_MS || source?.readyState === EventSource.CLOSED;
  state.classList.toggle("lost", lost);
  again.hidden = !lost;
  const text = lost ? state.dataset.wordsLost.replace("{age}", age(Date.now() - seen)) : `${state.dataset.wordsLive} · ${age(Date.now() - seen)}`;
  if (words.textContent !== text) words.textContent = text;
}

function mark(it, html) {
  it.innerHTML = html;
  if (it.dataset.live === "now") return;
  it.classList.add("changed");
  setTimeout(() => it.classList.remove("changed"), 8000);
}

function compare(page) {
  const fresh = keyed(page);
  for (const [key, it] of keyed(document)) {
    const now = fresh.get(key);
    if (now && now.textContent.trim() !== it.textContent.trim()) mark(it, now.innerHTML);
    else if (now && now.innerHTML !== it.innerHTML) it.innerHTML = now.innerHTML;
  }
  const there = rows(page);
  const here = rows(document);
  for (const [id, row] of here) row.classList.toggle("gone", !there.has(id));
  const count = [...there.keys()].filter((id) => !here.has(id)).length + [...here.keys()].filter((id) => !there.has(id)).length;
  const button = document.querySelector("[data-live-new]");
  if (!button) return;
  button.hidden = !count;
  button.querySelector("[data-live-count]").textContent = button.dataset.wordsNew.replace("{n}", count);
  next = count ? page : null;
}

async function look() {
  waiting = null;
  if (document.hidden || document.querySelector("dialog[open]")) return;
  try {
    const answer = await fetch(location.href, { headers: { "X-Live": "1" }, redirect: "error" });
    if (!answer.ok) return;
    compare(new DOMParser().parseFromString(await answer.text(), "text/html"));
    seen = Date.now();
    say();
  } catch {
    say();
  }
}

function later(ms = CALM_MS) {
  waiting ??= setTimeout(look, ms);
}

function take() {
  if (!next) return;
  const at = document.activeElement?.closest?.("[data-live-row]")?.dataset.liveRow;
  document.querySelector("main").replaceWith(document.adoptNode(next.querySelector("main")));
  next = null;
  globalThis.htmx?.process(document.querySelector("main"));
  const row = at && document.querySelector(`[data-live-row="${CSS.escape(at)}"] a`);
  row?.focus();
}

function tell(notice) {
  if (!told) return;
  told.textContent = notice.text;
  told.href = `/case/${encodeURIComponent(notice.case)}`;
  told.hidden = false;
}

function hear(event) {
  heard = Date.now();
  retry_ms = 1000;
  if (event.lastEventId) position = event.lastEventId;
}

function open() {
  const address = new URL(state.dataset.liveSource, location.href);
  address.searchParams.set("after", position);
  source = new EventSource(address);
  source.addEventListener("open", hear);
  source.addEventListener("beat", (event) => {
    hear(event);
    if (!waiting) seen = Date.now();
    say();
  });
  source.addEventListener("change", (event) => {
    hear(event);
    later();
  });
  source.addEventListener("told", (event) => {
    hear(event);
    tell(JSON.parse(event.data));
  });
  source.addEventListener("ended", () => {
    source.close();
    reopen();
  });
  source.addEventListener("error", () => {
    say();
    if (source.readyState === EventSource.CLOSED) reopen();
  });
}

function reopen() {
  setTimeout(open, retry_ms);
  retry_ms = Math.min(retry_ms * 2, 30000);
}

if (state) {
  document.addEventListener("click", (event) => event.target.closest("[data-live-new]") && take());
  document.addEventListener("visibilitychange", () => document.hidden || later(200));
  setInterval(say, 1000);
  setInterval(() => later(0), LOOK_MS);
  open();
  say();
}
