// The photos of a form: tiles in their order, sent piece by piece; a break costs one piece.

import { hintOf } from "./hints.js";

const PIECE = 512 * 1024;
const WAITS = [1000, 3000, 8000, 15000]; // ms before another try
const HOLD = 300; // ms until a finger lifts a photo
const FAR = 8; // px until a mouse does

function hex() {
  const bytes = [...crypto.getRandomValues(new Uint8Array(16))];
  return bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

export class Photos {
  // `say`: the page's words; `changed`: called whenever anything of the photos changes
  constructor(form, say, changed) {
    this.say = say;
    this.changed = changed;
    this.address = form.dataset.address;
    this.most = Number(form.dataset.most);
    this.mostBytes = Number(form.dataset.mostBytes);
    this.tiles = document.getElementById("tiles");
    this.add = document.getElementById("add");
    this.problems = document.getElementById("problems");
    this.list = [];
    this.queue = Promise.resolve();
    document.getElementById("files").addEventListener("change", (event) => {
      this.take([...event.target.files]);
      event.target.value = "";
    });
    addEventListener("online", () => this.list.forEach((photo) => photo.wake?.()));
  }

  get count() {
    return this.list.length;
  }

  get isSent() {
    return this.list.every((photo) => photo.done);
  }

  get uploads() {
    return this.list.map((photo) => photo.upload).join(",");
  }

  get bytes() {
    const all = this.list.reduce((sum, photo) => sum + photo.file.size, 0);
    return { all, sent: this.list.reduce((sum, photo) => sum + photo.sent, 0) };
  }

  take(files) {
    const room = this.most - this.count;
    for (const file of files.slice(0, room)) this.takeOne(file);
    if (files.length > room) {
      const many = this.say.many.replace("{n}", files.length - room);
      this.problem(many, this.say.manyHow, this.say.close);
    }
    this.draw();
  }

  takeOne(file) {
    const twin = this.list.find(({ file: other }) => same(other, file));
    if (twin) return this.problem(this.say.twice, this.say.twiceHow, this.say.close);
    if (file.type.startsWith("video/")) {
      return this.problem(this.say.video, this.say.videoHow, this.say.other);
    }
    if (file.size > this.mostBytes) {
      const large = this.say.large.replace("{mb}", Math.ceil(file.size / 1e6));
      return this.problem(large, this.say.largeHow, this.say.other);
    }
    return this.append({ file, upload: hex() });
  }

  // a photo of a draft may be here in part, or whole
  append({ file, upload }) {
    const photo = { file, upload, sent: 0, done: false, hint: "", gone: false };
    photo.tile = this.tile(photo);
    this.list.push(photo);
    hintOf(file).then((hint) => {
      photo.hint = hint;
      this.draw();
    });
    this.queue = this.queue.then(() => this.send(photo)); // one after the other: the first is there first
  }

  tile(photo) {
    const tile = document.getElementById("tile").content.firstElementChild.cloneNode(true);
    const image = tile.querySelector("img");
    image.src = URL.createObjectURL(photo.file);
    tile.querySelector(".rm").addEventListener("click", () => this.remove(photo));
    tile.querySelector(".front").addEventListener("click", () => this.move(photo, 0));
    this.tiles.insertBefore(tile, this.add);
    this.liftable(tile, photo);
    return tile;
  }

  remove(photo) {
    const at = this.list.indexOf(photo);
    photo.gone = true;
    photo.wake?.();
    this.list.splice(at, 1);
    URL.revokeObjectURL(photo.tile.querySelector("img").src);
    photo.tile.remove();
    fetch(`${this.address}/photo/${photo.upload}`, { method: "DELETE" }).catch(() => {});
    this.draw();
    const next = this.list[Math.min(at, this.count - 1)];
    (next ? next.tile.querySelector(".rm") : document.getElementById("files")).focus();
  }

  move(photo, to) {
    this.list.splice(this.list.indexOf(photo), 1);
    this.list.splice(to, 0, photo);
    this.list.forEach(({ tile }) => this.tiles.insertBefore(tile, this.add));
    this.draw();
  }

  async send(photo) {
    for (let tries = 0; !photo.gone && !photo.done; ) {
      try {
        await this.sendPieces(photo);
        tries = 0;
      } catch (error) {
        if (error instanceof RefusedPhoto) return this.refused(photo, error.why);
        await this.pause(photo, WAITS[Math.min(tries, WAITS.length - 1)]);
        tries += 1;
      }
    }
    return undefined;
  }

  async sendPieces(photo) {
    const address = `${this.address}/photo/${photo.upload}`;
    photo.sent = (await answerOf(await fetch(address))).size;
    while (!photo.gone && photo.sent < photo.file.size) {
      const piece = photo.file.slice(photo.sent, photo.sent + PIECE);
      const query = `?at=${photo.sent}&size=${photo.file.size}`;
      photo.sent = (await answerOf(await fetch(address + query, { method: "PUT", body: piece }))).size;
      this.draw();
    }
    photo.done = photo.sent === photo.file.size;
    const nth = this.list.indexOf(photo) + 1;
    const progress = document.getElementById("progress");
    if (photo.done && nth) progress.textContent = this.say.done.replace("{n}", nth);
    this.draw();
  }

  pause(photo, wait) {
    photo.waits = true;
    this.draw();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, wait);
      photo.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    }).then(() => {
      photo.waits = false;
      photo.wake = undefined;
    });
  }

  refused(photo, why) {
    if (photo.gone) return;
    this.list.splice(this.list.indexOf(photo), 1);
    photo.tile.remove();
    const say = this.say;
    const [name, how] = {
      too_large: [say.large.replace("{mb}", Math.ceil(photo.file.size / 1e6)), say.largeHow],
      too_many_pixels: [say.pixels, say.pixelsHow],
      video: [say.video, say.videoHow],
      full: [say.full, say.fullHow],
    }[why] || [say.broken, say.brokenHow];
    this.problem(name, how, say.other);
    this.draw();
  }

  problem(name, how, action) {
    const item = document.getElementById("problem").content.firstElementChild.cloneNode(true);
    item.querySelector("b").textContent = name;
    item.querySelector("small").textContent = how;
    const button = item.querySelector("button");
    button.textContent = action;
    button.addEventListener("click", () => {
      item.remove();
      this.problems.hidden = !this.problems.children.length;
      if (action === this.say.other) document.getElementById("files").click();
    });
    this.problems.append(item);
    this.problems.hidden = false;
  }

  draw() {
    this.list.forEach((photo, at) => this.drawOne(photo, at));
    this.add.hidden = this.count >= this.most;
    this.add.querySelector("b").textContent = this.count ? this.say.again : this.add.dataset.first;
    document.getElementById("count").textContent = `${this.count} / ${this.most}`;
    const hinted = this.list.findIndex((photo) => photo.hint);
    const hint = document.getElementById("hint");
    hint.hidden = hinted < 0;
    if (hinted >= 0) {
      const tip = this.say[`${this.list[hinted].hint}Tip`].replace("{n}", hinted + 1);
      hint.querySelector("span").textContent = tip;
    }
    this.changed();
  }

  drawOne(photo, at) {
    const { tile } = photo;
    const share = photo.file.size ? photo.sent / photo.file.size : 0;
    const number = (text) => text.replace("{n}", at + 1);
    tile.classList.toggle("busy", !photo.done);
    tile.querySelector("img").alt = number(this.say.nth);
    tile.querySelector(".rm").setAttribute("aria-label", number(this.say.remove));
    tile.querySelector(".v").setAttribute("stroke-dasharray", `${Math.round(100 * share)} 100`);
    tile.querySelector(".pc").textContent = photo.done ? "" : `${Math.floor(100 * share)}%`;
    const front = tile.querySelector(".front");
    front.hidden = at === 0 || !photo.done;
    front.textContent = photo.hint ? this.say[photo.hint] : this.say.first;
    front.setAttribute("aria-label", number(this.say.makeFirst));
    const caption = tile.querySelector(".cap");
    caption.hidden = !front.hidden;
    const cover = photo.hint ? `${this.say.cover} · ${this.say[photo.hint]}` : this.say.cover;
    caption.textContent = photo.done ? cover : photo.waits ? this.say.wait : this.say.busy;
  }

  // A photo is lifted by a mouse that moves, or a finger that rests on it, and goes where it is let go.
  liftable(tile, photo) {
    tile.addEventListener("pointerdown", (down) => {
      if (down.target.closest("button") || !photo.done) return;
      const lift = () => {
        tile.classList.add("lifted");
        tile.setPointerCapture(down.pointerId);
      };
      const timer = down.pointerType === "mouse" ? 0 : setTimeout(lift, HOLD);
      const isLifted = () => tile.classList.contains("lifted");
      const move = (event) => {
        const far = Math.hypot(event.clientX - down.clientX, event.clientY - down.clientY) > FAR;
        if (!isLifted() && down.pointerType === "mouse" && far) lift();
        if (!isLifted()) return far && clearTimeout(timer);
        const over = this.list.findIndex(({ tile: other }) => other !== tile && holds(other, event));
        if (over >= 0) this.move(photo, over);
        return undefined;
      };
      const still = (event) => isLifted() && event.preventDefault(); // the page does not scroll meanwhile
      const end = () => {
        clearTimeout(timer);
        tile.classList.remove("lifted");
        tile.removeEventListener("pointermove", move);
        tile.removeEventListener("touchmove", still);
      };
      tile.addEventListener("pointermove", move);
      tile.addEventListener("touchmove", still, { passive: false });
      for (const name of ["pointerup", "pointercancel"]) tile.addEventListener(name, end, { once: true });
    });
  }
}

class RefusedPhoto extends Error {
  constructor(why) {
    super(why);
    this.why = why;
  }
}

async function answerOf(response) {
  const answer = await response.json();
  if (response.ok) return answer;
  if (response.status === 408 || response.status === 429) throw new Error("later");
  throw new RefusedPhoto(answer.refused);
}

function same(first, second) {
  const facts = ({ name, size, lastModified }) => `${name}\n${size}\n${lastModified}`;
  return facts(first) === facts(second);
}

function holds(tile, { clientX, clientY }) {
  const box = tile.getBoundingClientRect();
  return clientX > box.left && clientX < box.right && clientY > box.top && clientY < box.bottom;
}
