// The template maker's page: state in the address, pictures by POST, changes on disk by server-sent events.

import { difference } from "./difference.js";
import { editors, valuesOf } from "./fields.js";
import { change, fill, inEnglish, say } from "./words.js";

const SLOTS = ["morning", "noon", "afternoon", "evening"];
const PHOTOS = ["usual", "white", "black", "none"];
const FILLS = ["sample", "longest", "shortest"];
const VIEWS = ["one", "side", "compare"];
const PAUSE = 350; // ms without typing before what takes longer is asked for
const CANVAS = { "3:4": [1080, 1440], "1:1": [1080, 1080], "9:16": [1080, 1920] };

const byId = id => document.getElementById(id);
const state = { name: "", size: "3:4", palette: "", photo: "usual", view: "side", ...fromAddress() };
const drafts = new Map(); // what was typed, by template, so that looking at another loses nothing
let templates = [];
let pictures = {};
let pause = 0;

function fromAddress() {
  const given = Object.fromEntries(new URLSearchParams(location.search));
  return Object.fromEntries(Object.entries(given).filter(([key]) => ["name", "size", "palette", "photo", "view"].includes(key)));
}

function toAddress() {
  const lang = inEnglish() ? "en" : "zh";
  history.replaceState(null, "", `?${new URLSearchParams({ ...state, lang })}`);
}

const current = () => templates.find(template => template.name === state.name);
const ask = () => ({
  name: state.name,
  size: state.size,
  palette: state.palette,
  photo: state.photo,
  fields: valuesOf(byId("fields"), current().fields),
});

async function post(path, body) {
  try {
    const answer = await fetch(path, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    if (answer.ok) return { answer };
    return { status: answer.status, what: (await answer.json()).what };
  } catch {
    return { status: 0, what: say("lost") };
  }
}

// One request under way, the latest wish after it: typing never queues up.
function latest(work) {
  let busy = false, again = false;
  return async function run() {
    if (busy) {
      again = true;
      return;
    }
    busy = true;
    try {
      await work();
    } finally {
      busy = false;
      if (again) {
        again = false;
        run();
      }
    }
  };
}

const draw = latest(async () => {
  const begun = performance.now();
  const { answer, what } = await post("/api/draw", ask());
  if (!answer) {
    wrong("takumi", what);
    return;
  }
  pictures.takumi = await answer.blob();
  await show("takumi", pictures.takumi, `${answer.headers.get("x-engine").replace("takumi-", "")} · ${Math.round(performance.now() - begun)} ms`);
  soon();
});

const drawByChromium = latest(async () => {
  if (state.view === "one") return;
  const begun = performance.now();
  byId("chromium").querySelector(".frame").classList.add("stale");
  const { answer, what, status } = await post("/api/chromium", ask());
  if (!answer) {
    delete pictures.chromium;
    wrong("chromium", what, status === 503);
    return;
  }
  pictures.chromium = await answer.blob();
  await show("chromium", pictures.chromium, `${answer.headers.get("x-engine").replace("chromium-", "")} · ${Math.round(performance.now() - begun)} ms`);
  await compare();
});

const look = latest(async () => {
  const { answer, what } = await post("/api/findings", ask());
  const found = answer ? await answer.json() : [{ check: "error", what, at: null }];
  list("findings", found, say("fine"));
  ring(found);
});

function soon() {
  clearTimeout(pause);
  pause = setTimeout(() => {
    look();
    drawByChromium();
  }, PAUSE);
}

async function show(id, blob, note) {
  const figure = byId(id), image = figure.querySelector("img");
  const url = URL.createObjectURL(blob), old = image.src;
  image.src = url;
  await image.decode().catch(() => {});
  if (old) URL.revokeObjectURL(old);
  figure.querySelector("figcaption .soft").textContent = note;
  figure.querySelector(".sentence").hidden = true;
  figure.querySelector(".frame").classList.remove("stale");
}

function wrong(id, what, hint = false) {
  const figure = byId(id), sentence = figure.querySelector(".sentence");
  sentence.textContent = what;
  sentence.classList.toggle("hint", hint);
  sentence.hidden = false;
  figure.querySelector("figcaption .soft").textContent = "";
  figure.querySelector(".frame").classList.add("stale");
  if (id === "takumi") {
    ring([]);
    list("findings", [{ check: "drawn", what }], "");
  }
}

async function compare() {
  if (state.view !== "compare" || !pictures.takumi || !pictures.chromium) return;
  const figure = byId("difference");
  const share = await difference(pictures.takumi, pictures.chromium, figure.querySelector("canvas"));
  figure.querySelector("figcaption .soft").textContent = `${(share * 100).toFixed(2)} % ${say("differs")}`;
}

function list(id, found, fine) {
  const rows = found.map(finding => {
    const row = document.createElement("li"), check = document.createElement("b"), what = document.createElement("span");
    check.textContent = say(finding.check);
    what.textContent = finding.case ? `${finding.what} (${finding.case})` : finding.what;
    row.append(check, what);
    return row;
  });
  if (!rows.length && fine) {
    const row = document.createElement("li");
    row.className = "fine";
    row.textContent = `✓ ${fine}`;
    rows.push(row);
  }
  byId(id).replaceChildren(...rows);
}

function ring(found) {
  const marks = byId("takumi").querySelector(".marks");
  const boxes = found.filter(finding => finding.at).map(finding => finding.at);
  if (!boxes.length) {
    marks.replaceChildren();
    return;
  }
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = CANVAS[state.size];
  const pen = canvas.getContext("2d");
  pen.strokeStyle = "#B5352A";
  pen.lineWidth = 8;
  for (const [left, top, right, low] of boxes) pen.strokeRect(left - 8, top - 4, right - left + 16, low - top + 8);
  marks.replaceChildren(canvas);
}

function segments(id, names, chosen, label, choose) {
  byId(id).replaceChildren(...names.map(name => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = label(name);
    if (chosen !== null) {
      button.setAttribute("role", "radio");
      button.setAttribute("aria-checked", String(name === chosen));
    }
    button.addEventListener("click", () => choose(name));
    return button;
  }));
}

function swatches() {
  const palettes = current().palettes;
  byId("palettes").replaceChildren(...Object.entries(palettes).map(([name, colours]) => {
    const button = document.createElement("button"), canvas = document.createElement("canvas");
    button.type = "button";
    button.title = name;
    button.setAttribute("role", "radio");
    button.setAttribute("aria-label", name);
    button.setAttribute("aria-checked", String(name === state.palette));
    canvas.width = canvas.height = 2;
    const pen = canvas.getContext("2d");
    ["deep", "paper", "acc", "acc2"].forEach((part, at) => {
      pen.fillStyle = colours[part];
      pen.fillRect(at % 2, at >> 1, 1, 1);
    });
    button.append(canvas);
    button.addEventListener("click", () => set({ palette: name }));
    return button;
  }));
}

function set(changes) {
  Object.assign(state, changes);
  paint();
  draw();
}

function paint() {
  const template = current();
  if (!template.sizes.includes(state.size)) state.size = template.sizes[0];
  if (!(state.palette in template.palettes)) state.palette = template.palette in template.palettes ? template.palette : Object.keys(template.palettes)[0];
  byId("name").textContent = inEnglish() ? template.title_en : template.title;
  byId("folder").textContent = template.name;
  segments("sizes", template.sizes, state.size, name => name, size => set({ size }));
  segments("photos", PHOTOS, state.photo, say, photo => set({ photo }));
  segments("views", VIEWS, state.view, say, view => set({ view }));
  segments("fills", FILLS, null, say, name => {
    drafts.delete(template.name);
    edit(template[name]);
    draw();
  });
  swatches();
  rail();
  const [across, down] = CANVAS[state.size];
  for (const frame of document.querySelectorAll(".frame")) {
    frame.style.setProperty("--across", across);
    frame.style.setProperty("--down", down);
  }
  byId("chromium").hidden = state.view === "one";
  byId("difference").hidden = state.view !== "compare";
  byId("lint").textContent = say("lint");
  byId("language").textContent = say("language");
  toAddress();
}

function edit(values) {
  const template = current();
  editors(byId("fields"), template.fields, values, () => {
    drafts.set(template.name, valuesOf(byId("fields"), template.fields));
    draw();
  });
}

function rail() {
  const groups = SLOTS.map(slot => [slot, templates.filter(template => template.slots[0] === slot)]);
  byId("templates").replaceChildren(...groups.filter(([, found]) => found.length).flatMap(([slot, found]) => {
    const head = document.createElement("div");
    head.className = `slot ${slot}`;
    head.textContent = say(slot);
    return [head, ...found.map(entry)];
  }));
}

function entry(template) {
  const link = document.createElement("a"), name = document.createElement("small");
  link.href = `?${new URLSearchParams({ ...state, name: template.name })}`;
  link.textContent = inEnglish() ? template.title_en : template.title;
  name.textContent = template.name;
  link.append(name);
  if (template.name === state.name) link.setAttribute("aria-current", "page");
  link.addEventListener("click", event => {
    event.preventDefault();
    open(template.name);
  });
  return link;
}

function open(name) {
  state.name = name;
  byId("linted").replaceChildren();
  paint();
  edit(drafts.get(name) ?? current().sample);
  draw();
}

async function load() {
  const answer = await fetch("/api/templates");
  const told = await answer.json();
  if (!answer.ok) {
    wrong("takumi", told.what);
    return;
  }
  const shape = JSON.stringify(current()?.fields);
  templates = told.templates;
  if (!templates.some(template => template.name === state.name)) state.name = told.first || templates[0].name;
  const same = shape === JSON.stringify(current().fields);
  paint();
  // What somebody is typing stays under the cursor unless the fields themselves are others now.
  if (!same || !drafts.has(state.name)) edit(drafts.get(state.name) ?? current().sample);
  draw();
}

byId("language").addEventListener("click", () => {
  change();
  fill(document);
  paint();
  live(true);
  edit(drafts.get(state.name) ?? current().sample);
  look();
});

byId("lint").addEventListener("click", async () => {
  const button = byId("lint");
  button.disabled = true;
  button.textContent = say("linting");
  const { answer, what } = await post("/api/lint", { name: state.name });
  list("linted", answer ? await answer.json() : [{ check: "error", what }], say("clean"));
  button.disabled = false;
  button.textContent = say("lint");
});

byId("fields").addEventListener("submit", event => event.preventDefault());

function live(connected) {
  byId("live").textContent = say(connected ? "live" : "lost");
  byId("live").classList.toggle("off", !connected);
}

fill(document);
const changes = new EventSource("/api/changes");
changes.addEventListener("message", load);
changes.addEventListener("open", () => live(true));
changes.addEventListener("error", () => live(false));
