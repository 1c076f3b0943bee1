/**
 * What draws small images of one picture, in a process of its own: a decoder that crashes, hangs or eats memory takes
 * nobody along. It is handed the picture on its input, and gives a line of JSON and the images on its output. It holds
 * no secrets, needs no files, and ends with whoever started it.
 */
export const pictureProgram = `
const { readSync, writeSync, writeFileSync } = require('node:fs');
const { setPriority } = require('node:os');
const [, sharpPath, told] = process.argv;
const { length, widths, pixels, seconds, loaders } = JSON.parse(told);
// Where memory runs out in spite of all limits, it is this process that goes, and not the service.
try { writeFileSync('/proc/self/oom_score_adj', '1000'); } catch { /* Not a Linux. */ }
setPriority(10);
const sharp = require(sharpPath);
sharp.cache(false);
sharp.concurrency(1);
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({ operation: loaders });

const picture = Buffer.allocUnsafe(length);
let at = 0;
process.stdin.on('data', (chunk) => {
  chunk.copy(picture, at);
  at += chunk.length;
  if (at >= length) void draw();
});
process.stdin.on('end', () => process.exit(4));

async function draw() {
  try {
    const options = { limitInputPixels: pixels, failOn: 'error', sequentialRead: true, pages: 1 };
    const [largest, ...rest] = [...widths].sort((a, b) => b - a);
    const within = (width) => ({ width, height: width, fit: 'inside', withoutEnlargement: true });
    const small = (from, width) => from.resize(within(width)).webp({ quality: 80 }).timeout({ seconds });
    const images = new Map();
    images.set(largest, await small(sharp(picture, options).autoOrient(), largest).toBuffer());
    for (const width of rest) images.set(width, await small(sharp(images.get(largest)), width).toBuffer());
    const ordered = widths.map((width) => images.get(width));
    const head = JSON.stringify(ordered.map((image) => image.length)) + '\\n';
    process.stdout.write(Buffer.concat([Buffer.from(head), ...ordered]), () => process.exit(0));
  } catch (error) {
    process.stderr.write(String(error.message).slice(0, 500), () => process.exit(3));
  }
}
`;
