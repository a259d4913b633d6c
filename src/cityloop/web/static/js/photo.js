// A chosen photo is shown at its field, in the hand and at a desk; where the form says so it is sent at once.

document.documentElement.classList.add("js");

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

document.addEventListener("change", (event) => event.target.matches("input[data-photo]") && preview(event.target));
