import { promisify } from 'node:util';
import { deflateRaw, inflateRaw } from 'node:zlib';

const [deflate, inflate] = [promisify(deflateRaw), promisify(inflateRaw)];

/** The text, compressed, as a text; the work is done beside the event loop. */
export async function compress(text: string): Promise<string> {
  return (await deflate(text)).toString('base64');
}

/** The text again. */
export async function decompress(text: string): Promise<string> {
  return (await inflate(Buffer.from(text, 'base64'))).toString();
}
