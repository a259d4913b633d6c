// The call-taker's page by keys: Enter goes to the next question, Ctrl+Enter sends, chords press what carries data-chord.

const form = document.querySelector("#call");
const beside = document.querySelector("#beside");
const questions = form ? [...form.querySelectorAll(".questions > .form > .field > :is(input, textarea)")] : [];
const lookItUp = form?.querySelector("[formaction='/intake/look']");
const mayBeOfCase = (words) => /^\D*(\d\D*){10}$/.test(words) && !/^\D*1\d{10}/.test(words);

let stale = false; // something was typed that was not looked at yet
let sending = false;

function chordOf(event) {
  const key = event.altKey && event.code ? event.code.replace(/^(Key|Digit)/, "") : event.key;
  const shift = event.altKey && event.shiftKey ? "Shift+" : "";
  return `${event.ctrlKey || event.metaKey ? "Ctrl+" : ""}${event.altKey ? "Alt+" : ""}${shift}${key}`;
}

// An answer is opened to be read out; pressed again, it is the one that was given.
function press(target) {
  if (target.matches("input[type=search]")) target.focus();
  else if (!target.matches("details")) target.click();
  else if (target.open) target.querySelector("button").click();
  else target.open = true;
}

// Alt and a digit: the place where several may be meant and one is in that field, else the category.
function picked(digit) {
  const wanted = document.activeElement?.name === "place" ? "pick" : "category";
  const list = document.querySelector(`[data-pick="${wanted}"]`) ?? document.querySelector("[data-pick]");
  return list?.querySelectorAll("input")[digit - 1];
}

// Alone in the form, ten digits may be the number of a case: whether they are, the house knows; nothing typed is left.
function next(field) {
  const alone = questions.every((other) => other === field || !other.value);
  if (field.name === "caller" && alone && mayBeOfCase(field.value)) {
    form.requestSubmit(lookItUp);
    return;
  }
  (questions[questions.indexOf(field) + 1] ?? form.querySelector(".send")).focus();
}

function send() {
  if (stale) {
    sending = true;
    beside.dispatchEvent(new CustomEvent("look"));
  } else form.requestSubmit(form.querySelector(".send"));
}

function goOn(event) {
  if (event.ctrlKey || event.metaKey) return form ? send() : undefined;
  if (event.shiftKey || event.altKey || !questions.includes(event.target)) return undefined;
  next(event.target);
  return event.preventDefault();
}

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.repeat) return;
  if (event.key === "Enter") {
    goOn(event);
    return;
  }
  const chord = chordOf(event);
  const digit = /^Alt\+([1-9])$/.exec(chord);
  const target = digit ? picked(Number(digit[1])) : document.querySelector(`[data-chord="${CSS.escape(chord)}"]`);
  if (!target) return;
  event.preventDefault();
  press(target);
});

form?.addEventListener("input", () => {
  stale = true;
});

beside?.addEventListener("htmx:after:swap", () => {
  stale = false;
  if (sending) form.requestSubmit(form.querySelector(".send"));
});

if (form && !document.querySelector("[data-focus]")) questions.find((field) => !field.value)?.focus();
