// Mild hints about a photo, measured on a small copy: it is taken all the same.

const SIDE = 96; // px
const DARK = 48; // mean light, of 255
const SOFT = 3.2; // mean change from a pixel to the next at SIDE px; a plain wall has less than a cup

export async function small(file, side) {
  const bitmap = await createImageBitmap(file);
  const scale = Math.min(1, side / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  canvas.getContext("2d", { willReadFrequently: true }).drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  return canvas;
}

export async function hintOf(file) {
  try {
    const { light, change } = measured(await small(file, SIDE));
    if (light < DARK) return "dark";
    return change < SOFT ? "soft" : "";
  } catch {
    return ""; // a kind that this browser does not open, as HEIC: the night looks
  }
}

function measured(canvas) {
  const { data, width } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  let light = 0;
  let change = 0;
  let before = 0;
  const pixels = data.length / 4;
  for (let at = 0; at < pixels; at += 1) {
    const grey = 0.299 * data[4 * at] + 0.587 * data[4 * at + 1] + 0.114 * data[4 * at + 2];
    light += grey;
    if (at % width) change += Math.abs(grey - before);
    before = grey;
  }
  return { light: light / pixels, change: change / pixels };
}
