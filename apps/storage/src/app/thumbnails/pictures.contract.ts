import { deflateSync } from 'node:zlib';
import sharp from 'sharp';

/** A photo of a landscape, wider than high, as a camera held upright wrote it: turned, and with the place it was taken. */
export const photo = (width = 1_600, height = 1_200): Promise<Buffer> =>
  sharp({ create: { width, height, channels: 3, background: '#246' } })
    .withExif({ IFD0: { Artist: 'Ada' }, IFD3: { GPSLatitude: '51/1 30/1 0/1', GPSLatitudeRef: 'N' } })
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer();

const chunk = (type: string, data: Buffer): Buffer => {
  const head = Buffer.alloc(4);
  head.writeUInt32BE(data.length);
  const body = Buffer.concat([Buffer.from(type), data]);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([head, body, check]);
};

function crc32(bytes: Buffer): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}

/** A PNG that says it is so large, of one bit a pixel, with so many of its rows; few bytes, for all are the same. */
export function hugePng(width: number, height: number, { rows = 1, isInterlaced = false } = {}): Buffer {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([1, 0, 0, 0, isInterlaced ? 1 : 0], 8);
  const data = deflateSync(Buffer.alloc((Math.ceil(width / 8) + 1) * rows), { level: 9 });
  const signature = Buffer.from('89504e470d0a1a0a', 'hex');
  return Buffer.concat([signature, chunk('IHDR', head), chunk('IDAT', data), chunk('IEND', Buffer.alloc(0))]);
}

/** A GIF of so many frames, each of another colour than the last. */
export function longGif(frames: number): Promise<Buffer> {
  const frame = (at: number) => Buffer.alloc(12, (at % 2) * 255);
  const pixels = Buffer.concat(Array.from({ length: frames }, (_, at) => frame(at)));
  const raw = { width: 2, height: 2 * frames, channels: 3 as const, pageHeight: 2 };
  return sharp(pixels, { raw }).gif().toBuffer();
}

/** An SVG that would be gigabytes of text, and reads a file of the machine. */
export const svgOfEntities = Buffer.from(
  `<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "${'&a;'.repeat(1_000)}">
<!ENTITY c "${'&b;'.repeat(1_000)}"><!ENTITY f SYSTEM "file:///etc/passwd">]>
<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><text>&c;&f;</text></svg>`,
);
