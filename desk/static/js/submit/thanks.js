// Thanks: the code to the clipboard, and what it may look like, out of this phone's memory alone.

import * as drafts from "./draft.js";

const copy = document.getElementById("copy");
if (navigator.clipboard) {
  copy.hidden = false;
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById("code").textContent);
    copy.querySelector("span").textContent = copy.dataset.done;
  });
}

const back = document.getElementById("back");
if (globalThis.WeixinJSBridge) showBack();
else document.addEventListener("WeixinJSBridgeReady", showBack);
function showBack() {
  back.hidden = false;
  back.addEventListener("click", () => globalThis.WeixinJSBridge.call("closeWindow"));
}

const sent = await drafts.load("sent");
if (sent && location.pathname === `${sent.key}/thanks`) {
  const thanks = document.getElementById("thanks");
  if (sent.nickname) thanks.textContent = thanks.dataset.named.replace("{name}", sent.nickname);
  drafts.forget(sent.key);
  if (sent.picture) show(sent);
}

function show({ picture, words, nickname }) {
  const source = URL.createObjectURL(picture);
  for (const image of document.querySelectorAll("#preview img")) image.src = source;
  for (const quote of document.querySelectorAll("#preview q")) quote.textContent = words;
  for (const name of document.querySelectorAll("#preview figcaption")) name.textContent = `@${nickname}`;
  document.getElementById("preview").hidden = false;
  document.getElementById("may").hidden = false;
}
