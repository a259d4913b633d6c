// On a map that is close enough: pressing puts a pin; nothing is sent before "It is here". Without scripts the page does it.

const form = document.querySelector("form[data-pin=yes]");
const picture = form?.querySelector("input[type=image]");
const drawing = form?.querySelector("svg.map");

function field(name) {
  const made = document.createElement("input");
  made.type = "hidden";
  made.name = name;
  form.append(made);
  return made;
}

function mark() {
  drawing.querySelectorAll(".mark").forEach((old) => old.parentElement.remove());
  const made = document.createElementNS(drawing.namespaceURI, "path");
  made.setAttribute("class", "mark");
  drawing.append(made);
  return made;
}

if (picture && drawing) {
  const [x, y, take] = [field("spot.x"), field("spot.y"), form.querySelector("[data-take]")];
  let pin = null;
  picture.addEventListener("click", (event) => {
    event.preventDefault();
    pin ??= mark();
    [x.value, y.value] = [Math.round(event.offsetX), Math.round(event.offsetY)];
    pin.setAttribute("d", `M${x.value} ${y.value}l-8-14a9 9 0 1 1 16 0z`);
    take.hidden = false;
    take.focus();
  });
}
