// Keys: whatever carries data-key is pressed (a link, a button) or entered (a field) by that key. j and k walk the rows.

document.documentElement.classList.add("js");

const typing = (at) => at.matches("input:not([type=radio], [type=checkbox]), textarea, select");
const shown = (it) => it.offsetParent !== null || it.getClientRects().length > 0;

function press(key) {
  const open = document.querySelector("dialog[open]") ?? document;
  const target = [...open.querySelectorAll(`[data-key="${CSS.escape(key)}"]`)].find(shown);
  if (!target) return false;
  if (target.matches("input, textarea, select")) target.focus();
  else target.click();
  return true;
}

function walk(step) {
  const rows = [...document.querySelectorAll("[data-live-row] a, .worst a.what")].filter(shown);
  if (!rows.length) return false;
  const at = rows.indexOf(document.activeElement);
  rows[Math.min(Math.max(at + step, 0), rows.length - 1)].focus();
  return true;
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.key === "Escape" && typing(event.target)) return event.target.blur();
  if (typing(event.target)) return;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const done = key === "j" ? walk(1) : key === "k" ? walk(-1) : press(key);
  if (done) event.preventDefault();
});

// A form that came with the answer is entered at its first field, or at what is wrong with it.
function enter(root) {
  const first = root.querySelector("[data-focus]") ?? root.querySelector("dialog input:not([type=hidden]), dialog select, dialog textarea");
  first?.focus();
}
document.addEventListener("htmx:after:swap", () => enter(document));
enter(document);
