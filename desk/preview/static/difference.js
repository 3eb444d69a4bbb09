// Where two pictures of the same page differ: grey where alike, red where not.

const CLEAR = 96; // levels of 255 beyond which a pixel counts as different; below lie the edges of letters

export async function difference(one, other, canvas) {
  const [a, b] = await Promise.all([pixels(one), pixels(other)]);
  canvas.width = a.width;
  canvas.height = a.height;
  const out = new ImageData(a.width, a.height);
  let different = 0;
  for (let at = 0; at < a.data.length; at += 4) {
    const most = Math.max(
      Math.abs(a.data[at] - b.data[at]),
      Math.abs(a.data[at + 1] - b.data[at + 1]),
      Math.abs(a.data[at + 2] - b.data[at + 2]),
    );
    if (most > CLEAR) different += 1;
    const grey = 235 - ((a.data[at] + a.data[at + 1] * 2 + a.data[at + 2]) >> 2) * 0.08;
    const red = Math.min(1, most / CLEAR);
    out.data[at] = grey + (181 - grey) * red;
    out.data[at + 1] = grey + (53 - grey) * red;
    out.data[at + 2] = grey + (42 - grey) * red;
    out.data[at + 3] = 255;
  }
  canvas.getContext("2d").putImageData(out, 0, 0);
  return different / (a.width * a.height);
}

async function pixels(blob) {
  const picture = await createImageBitmap(blob);
  const canvas = new OffscreenCanvas(picture.width, picture.height);
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  pen.drawImage(picture, 0, 0);
  return pen.getImageData(0, 0, picture.width, picture.height);
}
