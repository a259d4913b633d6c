// In the hand: nothing typed is lost before it is sent; a chosen photo is shown; "where I am" fills the place. All of it works without.

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

for (const field of document.querySelectorAll("input[data-photo]")) {
  field.addEventListener("change", () => preview(field));
}

function preview(field) {
  field.parentElement.querySelector(".preview")?.remove();
  const [file] = field.files;
  if (!file) return;
  const box = document.createElement("figure");
  box.className = "preview";
  const picture = new Image();
  picture.src = URL.createObjectURL(file);
  picture.alt = field.dataset.photo.replace("{name}", file.name);
  picture.addEventListener("load", () => URL.revokeObjectURL(picture.src));
  box.append(picture);
  field.parentElement.append(box);
  if (field.form.dataset.sendOnPhoto !== undefined) field.form.requestSubmit();
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
