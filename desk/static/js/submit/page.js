// The form: says what is missing, keeps a draft on this phone, and sends once the photos are there.

import * as drafts from "./draft.js";
import { small } from "./hints.js";
import { Photos } from "./photos.js";
import { proof } from "./work.js";

const SAVED_AFTER = 500; // ms
const PREVIEW = 720; // px
const WORDS = 60;

const form = document.querySelector("form.mform");
const say = document.getElementById("say").dataset;
const send = document.getElementById("send");
const words = document.getElementById("words");
const nickname = document.getElementById("nickname");
const key = form.dataset.address;
const kept = form.dataset.kept ? form.dataset.kept.split(",").length : 0; // came with the form before
let saving = 0;
let wantsToSend = false;

document.documentElement.classList.add("js");
form.noValidate = true;
const add = document.getElementById("add");
add.dataset.first = add.querySelector("b").textContent;
const photos = new Photos(form, say, changed);
photos.most -= kept;

const length = (text) => [...text.trim()].length;
const chosen = (name) => form.elements[name].value;

function missing() {
  const checks = {
    photos: photos.count + kept > 0,
    words: length(words.value) <= WORDS,
    nickname: nickname.value.trim() !== "",
    use: chosen("use") !== "",
    agree: form.elements.agree.checked,
  };
  return Object.keys(checks).filter((name) => !checks[name]);
}

function changed() {
  const lacks = missing();
  const count = photos.count + kept;
  document.getElementById("typed").textContent = length(words.value);
  const part = lacks.length ? say[`part${lacks[0][0].toUpperCase()}${lacks[0].slice(1)}`] : "";
  const lack = lacks.length === 1 ? say.one : say.more.replace("{n}", lacks.length);
  const ready = navigator.onLine ? say.send.replace("{n}", count) : say.offline;
  send.textContent = lacks.length ? lack.replace("{what}", part) : ready;
  send.setAttribute("aria-disabled", String(lacks.length > 0 || !navigator.onLine));
  document.getElementById("offline").hidden = navigator.onLine;
  if (wantsToSend) sendWhenThere();
  clearTimeout(saving);
  saving = setTimeout(save, SAVED_AFTER);
}

function save() {
  if (!photos.count && !words.value) return;
  const fields = { words: words.value, use: chosen("use"), months: chosen("months") };
  fields.product = form.elements.product?.value || "";
  const files = photos.list.map(({ file, upload }) => ({ file, upload }));
  drafts.save(key, { fields, files, at: Date.now() });
}

async function restore() {
  nickname.value ||= drafts.remembered("nickname");
  const draft = await drafts.load(key);
  if (!draft || words.value || photos.count) return changed();
  words.value = draft.fields.words;
  if (draft.fields.use) form.elements.use.value = draft.fields.use;
  form.elements.months.value = draft.fields.months;
  if (form.elements.product) form.elements.product.value = draft.fields.product;
  draft.files.slice(0, photos.most).forEach((photo) => photos.append(photo));
  document.getElementById("draft").hidden = false;
  return photos.draw();
}

document.getElementById("forget").addEventListener("click", async () => {
  [...photos.list].forEach((photo) => photos.remove(photo));
  words.value = "";
  for (const radio of form.querySelectorAll("[name=use]")) radio.checked = false;
  document.getElementById("draft").hidden = true;
  await drafts.forget(key);
  changed();
});

send.addEventListener("click", (event) => {
  event.preventDefault();
  const [first] = missing();
  if (first) return show(first);
  if (!navigator.onLine) return undefined;
  wantsToSend = true;
  return sendWhenThere();
});

function show(name) {
  const field = { photos: "files", use: "use", agree: "agree" }[name] || name;
  const element = document.getElementById(field);
  const focused = element.matches("fieldset") ? element.querySelector("input") : element;
  element.scrollIntoView({ block: "center" });
  focused.focus({ preventScroll: true });
  document.getElementById(`why-${name}`).textContent = say[`part${name[0].toUpperCase()}${name.slice(1)}`];
}

const over = document.getElementById("sending");

function sendWhenThere() {
  if (photos.isSent) {
    wantsToSend = false;
    return finish();
  }
  const { all, sent } = photos.bytes;
  const percent = Math.floor((100 * sent) / all);
  const nth = Math.max(1, photos.list.findIndex((photo) => !photo.done) + 1);
  if (over.hidden) {
    over.hidden = false;
    over.focus();
  }
  over.querySelector(".pct").textContent = `${percent}%`;
  over.querySelector(".v").setAttribute("stroke-dasharray", `${percent} 100`);
  document.getElementById("nth").textContent = say.of.replace("{n}", nth).replace("{all}", photos.count);
  return undefined;
}

document.getElementById("stop").addEventListener("click", () => {
  wantsToSend = false;
  over.hidden = true;
  send.focus();
});

async function finish() {
  clearTimeout(saving);
  send.setAttribute("aria-disabled", "true");
  drafts.remember("nickname", nickname.value.trim());
  const sent = { words: words.value.trim(), nickname: nickname.value.trim(), key };
  await drafts.save("sent", { ...(await preview()), ...sent });
  if (form.dataset.flooded) form.elements.proof.value = await proof(form.elements.once.value);
  form.elements.uploads.value = [form.dataset.kept, photos.uploads].filter(Boolean).join(",");
  document.getElementById("files").disabled = true;
  form.submit();
}

async function preview() {
  try {
    const canvas = await small(photos.list[0].file, PREVIEW);
    const picture = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.8));
    return { picture };
  } catch {
    return {}; // a kind that this browser does not open
  }
}

form.addEventListener("input", (event) => {
  const why = document.getElementById(`why-${event.target.name === "product" ? "" : event.target.name}`);
  if (why) why.textContent = "";
  changed();
});
for (const name of ["online", "offline"]) addEventListener(name, changed);
addEventListener("pageshow", (event) => event.persisted && location.reload()); // back from the thanks
document.getElementById("errors")?.focus();
restore();
