import { promisify } from 'node:util';
import { deflateRaw, inflateRaw } from 'node:zlib';

const [deflate, inflate] = [promisify(deflateRaw), promisify(inflateRaw)];

/** The text, compressed, as a text; the work is done beside the event loop. */
export async function compress(text: string): Promise<string> {
  return (await deflate(text)).toString('base64');
}

/** The text again; rejects where it would have more bytes: a few can stand for very many. */
export async function decompress(text: string, mostBytes: number): Promise<string> {
  return (await inflate(Buffer.from(text, 'base64'), { maxOutputLength: mostBytes })).toString();
}
