import {
  type FileLinkWire,
  type FileWire,
  type Page,
  type QuotaWire,
  type UploadWire,
} from '@secureconnect/contracts';
import { type CallOptions } from '../http/http-request';
import { type SignedHttp } from '../http/signed-http';
import { randomId } from '../random-id';

/** Which of one's files or uploads: the newest first. */
export interface FilesQuery extends CallOptions {
  readonly limit?: number;
  readonly cursor?: string;
}

/** What is promised of a file. */
export interface FilePromise {
  readonly name: string;
  readonly size: number;
  readonly mime?: string;
  readonly sha256?: string;
  /** How it is brought; the server decides where it is not said. */
  readonly way?: 'tus' | 'presigned';
  /** The key of a form whose answer was lost, in whose place it is. */
  readonly instead_of?: string;
}

/** Where a file is, or the part of it that is named. */
export const filePath = (id: string, ...parts: string[]): string =>
  `/v1/files/${[id, ...parts].map(encodeURIComponent).join('/')}`;

const uploadPath = (id: string, ...parts: string[]): string =>
  `/v1/uploads/${[id, ...parts].map(encodeURIComponent).join('/')}`;

/** The routes of files and uploads that take and give JSON. */
export class FileRoutes {
  constructor(readonly http: SignedHttp) {}

  get(id: string, { signal }: CallOptions): Promise<FileWire> {
    return this.http.ask({ method: 'GET', path: filePath(id), signal });
  }

  list({ signal, limit, cursor }: FilesQuery): Promise<Page<FileWire>> {
    return this.http.ask({ method: 'GET', path: '/v1/files', query: { limit, cursor }, signal });
  }

  uploads({ signal, limit, cursor }: FilesQuery): Promise<Page<UploadWire>> {
    return this.http.ask({ method: 'GET', path: '/v1/uploads', query: { limit, cursor }, signal });
  }

  async delete(id: string, { signal }: CallOptions): Promise<void> {
    await this.http.ask({ method: 'DELETE', path: filePath(id), signal });
  }

  quota({ signal }: CallOptions): Promise<QuotaWire> {
    return this.http.ask({ method: 'GET', path: '/v1/quota', signal });
  }

  link(id: string, body: object, { signal }: CallOptions): Promise<FileLinkWire> {
    return this.http.ask({
      ...{ method: 'POST', path: filePath(id, 'url'), body, signal },
      isRepeatable: true, // Another link does no harm.
    });
  }

  /** Asked twice it is one upload. */
  open(promise: FilePromise, { signal }: CallOptions): Promise<UploadWire> {
    const idempotencyKey = randomId();
    return this.http.ask({ method: 'POST', path: '/v1/uploads', body: promise, idempotencyKey, signal });
  }

  complete(id: string, { signal }: CallOptions): Promise<FileWire> {
    return this.http.ask({
      ...{ method: 'POST', path: uploadPath(id, 'complete'), signal },
      isRepeatable: true,
    });
  }

  async drop(id: string, { signal }: CallOptions): Promise<void> {
    await this.http.ask({ method: 'DELETE', path: uploadPath(id), signal });
  }
}
