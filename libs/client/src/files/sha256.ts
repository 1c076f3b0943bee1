import { roundConstants } from './sha256-rounds.constants';

const blockBytes = 64;

const rotated = (word: number, by: number): number => (word >>> by) | (word << (32 - by));

/**
 * SHA-256 of bytes as they go by. What browsers have hashes only what is in memory as a whole, and a file may be larger
 * than that.
 */
export class Sha256 {
  private readonly state = new Int32Array([
    0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
  ]);
  private readonly words = new Int32Array(64);
  private readonly rest = new Uint8Array(blockBytes);
  private length = 0;

  update(bytes: Uint8Array): this {
    let at = 0;
    const begun = this.length % blockBytes;
    this.length += bytes.length;
    if (begun > 0) {
      at = Math.min(blockBytes - begun, bytes.length);
      this.rest.set(bytes.subarray(0, at), begun);
      if (begun + at < blockBytes) return this;
      this.takeBlock(this.rest, 0);
    }
    for (; at + blockBytes <= bytes.length; at += blockBytes) this.takeBlock(bytes, at);
    this.rest.set(bytes.subarray(at));
    return this;
  }

  /** 64 hexadecimal digits; once, when all went by. */
  hex(): string {
    const bits = this.length * 8;
    const padding = new Uint8Array(((55 - (this.length % blockBytes) + blockBytes) % blockBytes) + 9);
    padding[0] = 0x80;
    const view = new DataView(padding.buffer);
    view.setUint32(padding.length - 8, Math.floor(bits / 2 ** 32));
    view.setUint32(padding.length - 4, bits >>> 0);
    this.update(padding);
    return Array.from(this.state, (word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
  }

  private takeBlock(bytes: Uint8Array, at: number): void {
    const { words } = this;
    for (let index = 0; index < 16; index += 1) {
      const from = at + index * 4;
      words[index] =
        ((bytes[from] as number) << 24) |
        ((bytes[from + 1] as number) << 16) |
        ((bytes[from + 2] as number) << 8) |
        (bytes[from + 3] as number);
    }
    for (let index = 16; index < 64; index += 1) {
      const near = words[index - 2] as number;
      const far = words[index - 15] as number;
      const between = (words[index - 16] as number) + (words[index - 7] as number);
      const mixed = rotated(far, 7) ^ rotated(far, 18) ^ (far >>> 3);
      words[index] = (between + mixed + (rotated(near, 17) ^ rotated(near, 19) ^ (near >>> 10))) | 0;
    }
    this.mix();
  }

  private mix(): void {
    const { state, words } = this;
    let a = state[0] as number;
    let b = state[1] as number;
    let c = state[2] as number;
    let d = state[3] as number;
    let e = state[4] as number;
    let f = state[5] as number;
    let g = state[6] as number;
    let h = state[7] as number;
    for (let index = 0; index < 64; index += 1) {
      const chosen = (rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25)) + ((e & f) ^ (~e & g));
      const one = (h + chosen + (roundConstants[index] as number) + (words[index] as number)) | 0;
      const other = ((rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g;
      g = f;
      f = e;
      e = (d + one) | 0;
      d = c;
      c = b;
      b = a;
      a = (one + other) | 0;
    }
    this.add(a, b, c, d, e, f, g, h);
  }

  private add(...mixed: readonly number[]): void {
    const { state } = this;
    for (let index = 0; index < 8; index += 1)
      state[index] = ((state[index] as number) + (mixed[index] as number)) | 0;
  }
}
