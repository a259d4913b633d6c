// In the hand: nothing typed is lost before it is sent; "where I am" fills the place. All of it works without.

document.documentElement.classList.add("js");

const form = document.querySelector("form[data-draft]");
const key = (field) => `draft ${form.dataset.draft} ${field.name}`;
const kept = (field) => field.matches("input[type=text], input:not([type]), textarea") && field.name !== "csrf";

function keep(event) {
  if (kept(event.target)) localStorage.setItem(key(event.target), event.target.value);
}

function restore() {
  for (const field of form.elements) {
    if (kept(field) && !field.value) field.value = localStorage.getItem(key(field)) ?? "";
  }
}

if (form) {
  restore();
  form.addEventListener("input", keep);
}

if (document.querySelector("[data-draft-sent]")) {
  const old = Object.keys(localStorage).filter((name) => name.startsWith("draft "));
  old.forEach((name) => localStorage.removeItem(name));
}

const here = document.querySelector("[data-here]");

function found(spot) {
  here.form.elements.longitude.value = spot.coords.longitude.toFixed(6);
  here.form.elements.latitude.value = spot.coords.latitude.toFixed(6);
  here.form.noValidate = true;
  here.form.requestSubmit();
}

function lost() {
  here.textContent = here.dataset.lost;
  here.disabled = true;
}

if (here && navigator.geolocation && isSecureContext) {
  here.hidden = false;
  here.addEventListener("click", () => {
    here.textContent = here.dataset.looking;
    navigator.geolocation.getCurrentPosition(found, lost, { enableHighAccuracy: true, timeout: 15000 });
  });
}

document.querySelector("[data-focus]")?.focus();
