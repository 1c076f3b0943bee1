import { createHash, randomUUID } from 'node:crypto';
import { type HttpAnswer, HttpClient } from '@secureconnect/testing';

/** What is said of a file that is brought. */
export interface Brought {
  readonly name?: string | undefined;
  readonly type?: string | undefined;
  readonly sha256?: string | undefined;
}

/** The room somebody has, as she is told. */
export interface ToldQuota {
  readonly used: number;
  readonly reserved: number;
  readonly limit: number;
}

const patience = 60_000;
const octets = 'application/offset+octet-stream';

/** 64 hexadecimal digits of bytes. */
export const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** A form with one file in it, and the type it is sent with. */
export function formOf(
  bytes: Uint8Array,
  { name = 'a.bin', type = 'application/octet-stream', sha256 }: Brought = {},
): { readonly type: string; readonly body: Buffer } {
  const boundary = `----${randomUUID()}`;
  const field = `--${boundary}\r\nContent-Disposition: form-data; name="sha256"\r\n\r\n${sha256}\r\n`;
  const disposition = `Content-Disposition: form-data; name="file"; filename="${name.replaceAll('"', '%22')}"`;
  const head = `${sha256 === undefined ? '' : field}--${boundary}\r\n${disposition}\r\nContent-Type: ${type}\r\n\r\n`;
  const body = Buffer.concat([Buffer.from(head), bytes, Buffer.from(`\r\n--${boundary}--\r\n`)]);
  return { type: `multipart/form-data; boundary=${boundary}`, body };
}

/** The metadata of tus, as its header holds them. */
export function tusMetadata({ name = 'a.bin', type, sha256 }: Brought): string {
  const pairs = Object.entries({ filename: name, filetype: type, sha256 });
  return pairs
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key} ${Buffer.from(value ?? '').toString('base64')}`)
    .join(',');
}

/** Somebody who asks one instance: plain HTTP, and shorter words for what files need. */
export class StorageClient extends HttpClient {
  /** By a form. */
  upload(bytes: Uint8Array, about: Brought = {}): Promise<HttpAnswer> {
    const { type, body } = formOf(bytes, about);
    return this.post('/v1/files', body, { headers: { 'content-type': type }, deadline: patience });
  }

  /** By a form that is taken; gives the file's id. */
  async uploaded(bytes: Uint8Array, about: Brought = {}): Promise<string> {
    return (expecting(await this.upload(bytes, about), 201).json as { id: string }).id;
  }

  /** `POST /v1/uploads`. */
  promise(size: number, { name = 'a.bin', type, sha256 }: Brought = {}): Promise<HttpAnswer> {
    const body = {
      name,
      size,
      ...(type !== undefined && { mime: type }),
      ...(sha256 !== undefined && { sha256 }),
    };
    return this.post('/v1/uploads', body, { deadline: patience });
  }

  /** Begins one by tus; with bytes, they come in the same request. */
  create(size: number, about: Brought = {}, bytes?: Buffer): Promise<HttpAnswer> {
    const headers = { 'upload-length': String(size), 'upload-metadata': tusMetadata(about) };
    const all = bytes === undefined ? headers : { ...headers, 'content-type': octets };
    return this.tus('POST', '/v1/uploads/tus', all, bytes);
  }

  /** Begins one by tus that is taken; gives its path. */
  async created(size: number, about: Brought = {}): Promise<string> {
    return expecting(await this.create(size, about), 201).headers.location ?? '';
  }

  /** Goes on with one. */
  append(path: string, offset: number, bytes: Buffer): Promise<HttpAnswer> {
    return this.tus('PATCH', path, { 'upload-offset': String(offset), 'content-type': octets }, bytes);
  }

  /** How far it came; what it is told. */
  offset(path: string): Promise<HttpAnswer> {
    return this.tus('HEAD', path);
  }

  /** A request of the protocol of tus. */
  tus(
    method: string,
    path: string,
    headers: Record<string, string> = {},
    body?: Buffer,
  ): Promise<HttpAnswer> {
    const all = { 'tus-resumable': '1.0.0', ...headers };
    return this.request(method, path, { headers: all, body, deadline: patience });
  }

  /** All of it by tus, in pieces of this size; gives the file's id. */
  async resumable(bytes: Buffer, about: Brought = {}, piece = bytes.length || 1): Promise<string> {
    const path = await this.created(bytes.length, about);
    let last: HttpAnswer | undefined;
    for (let from = 0; from < bytes.length; from += piece)
      last = expecting(await this.append(path, from, bytes.subarray(from, from + piece)), 204);
    return String(last?.headers['upload-file-id']);
  }

  async quota(): Promise<ToldQuota> {
    return expecting(await this.get('/v1/quota'), 200).json as ToldQuota;
  }
}

function expecting(answer: HttpAnswer, status: number): HttpAnswer {
  if (answer.status === status) return answer;
  throw new Error(`${status} was expected, and came ${answer.status}: ${answer.text}`);
}
