// The editors of a template's fields: a text area each; lists have an item a line.

import { say } from "./words.js";

export function editors(form, fields, values, changed) {
  form.replaceChildren(...fields.map(field => editor(field, values[field.name], changed)));
}

export function valuesOf(form, fields) {
  return Object.fromEntries(fields.map(field => [field.name, read(field, form.elements[field.name].value)]));
}

function editor(field, value, changed) {
  const box = document.createElement("div");
  box.className = "field";
  const label = document.createElement("label");
  label.htmlFor = `field-${field.name}`;
  const name = document.createElement("span");
  name.textContent = field.name;
  const count = document.createElement("span");
  count.className = "count";
  label.append(name, count);
  const area = document.createElement("textarea");
  area.id = label.htmlFor;
  area.name = field.name;
  area.value = written(field, value);
  area.rows = field.type === "text" || field.type === "link" ? (field.max > 24 ? 2 : 1) : Math.min(field.items, 4);
  area.spellcheck = false;
  const note = document.createElement("small");
  note.textContent = [field.optional ? say("optional") : "", field.type === "texts" ? say("rows") : "", field.type === "pairs" ? say("pairs") : ""].filter(Boolean).join(" · ");
  const counted = () => {
    const longest = Math.max(0, ...parts(field, area.value).map(text => [...text].length));
    count.textContent = `${longest} / ${field.max}`;
    count.classList.toggle("over", longest > field.max);
  };
  area.addEventListener("input", event => {
    counted();
    if (!event.isComposing) changed();
  });
  area.addEventListener("compositionend", () => changed());
  counted();
  box.append(label, area, note);
  return box;
}

function written(field, value) {
  if (value === undefined || value === null) return "";
  if (field.type === "texts") return value.join("\n");
  if (field.type === "pairs") return value.map(pair => pair.join(" | ")).join("\n");
  return value;
}

function read(field, text) {
  const lines = text.split("\n").filter(line => line.trim());
  if (field.type === "texts") return lines;
  if (field.type === "pairs") return lines.map(line => [...line.split("|").map(part => part.trim()), ""].slice(0, 2));
  return text;
}

function parts(field, text) {
  const value = read(field, text);
  return typeof value === "string" ? [value] : value.flat();
}
