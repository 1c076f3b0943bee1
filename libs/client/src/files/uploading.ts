import { type FileWire, type UploadWire } from '@secureconnect/contracts';
import { ClientError, isPassing } from '../client-error';
import { randomId } from '../random-id';
import { contentReader, type FileContent } from './file-content';
import { type FilePromise, type FileRoutes } from './file-routes';
import { OutgoingContent } from './outgoing-content';
import { PartUpload, type UploadPace } from './part-upload';
import { type UploadOptions } from './upload.options';

/** What goes in one request. */
const smallBytes = 1_048_576;

/** Forms spell these names otherwise than they are, or take a folder for a part of them. */
const isPlainName = (name: string): boolean => !/["\r\n/\\]/.test(name);

/** Brings content to where it is a file: small in one request, others in parts that can be gone on with. */
export class Uploading {
  private readonly content: OutgoingContent;
  private readonly promise: FilePromise;
  private readonly formKey = randomId();

  constructor(
    private readonly routes: FileRoutes,
    content: FileContent,
    private readonly options: UploadOptions,
    private readonly pace: UploadPace,
  ) {
    const reader = contentReader(content, options.size);
    this.content = new OutgoingContent(reader);
    const { name = nameOf(content), type = content instanceof Blob ? content.type : '', sha256 } = options;
    const said = { ...(type !== '' && { mime: type }), ...(sha256 !== undefined && { sha256 }) };
    this.promise = { name, size: reader.size, ...said };
  }

  /** Rejects where the bytes that are there are not those that were sent. */
  async run(): Promise<FileWire> {
    const { resume } = this.options;
    try {
      const isSmall = !resume && this.promise.size <= smallBytes && isPlainName(this.promise.name);
      const file = (isSmall ? await this.sendWhole() : undefined) ?? (await this.sendParts(isSmall));
      if (file.sha256 === (await this.content.digest())) return file;
      return await this.refuse(file);
    } finally {
      await this.content.close();
    }
  }

  /** A file that another run began may be whole, and what is at hand now another content: it is not ours to delete. */
  private async refuse({ id: file_id }: FileWire): Promise<never> {
    const { signal, resume } = this.options;
    const facts = { body: { details: { file_id } } };
    if (resume)
      throw new ClientError(
        'checksum_mismatch',
        'This is not the content of the file that the upload became, which is there: details name it.',
        facts,
      );
    await this.routes.delete(file_id, { signal });
    throw new ClientError('checksum_mismatch', 'What arrived is not what was sent.');
  }

  /** Undefined: nobody can say whether it arrived, so it is asked for in a way that can be asked twice. */
  private async sendWhole(): Promise<FileWire | undefined> {
    const { name, size, mime = '' } = this.promise;
    const bytes = await this.content.part(0, size);
    const sha256 = this.options.sha256 ?? (await this.content.digest());
    const form = new FormData();
    form.set('sha256', sha256);
    form.set('file', new Blob([bytes as Uint8Array<ArrayBuffer>], { type: mime }), name);
    const { signal, onProgress } = this.options;
    try {
      const answer = await this.routes.http.answer({
        method: 'POST',
        path: '/v1/files',
        bytes: form,
        idempotencyKey: this.formKey,
        signal,
      });
      const file = (await answer.json()) as FileWire;
      onProgress?.({ sent: size, size });
      return file;
    } catch (error) {
      if (!isPassing(error) && !(error instanceof TypeError)) throw error;
      return undefined;
    }
  }

  /** `inPlace`: of a form that may have arrived, or may arrive yet unless this is asked for in its place. */
  private async sendParts(inPlace: boolean): Promise<FileWire> {
    const { options, routes, content } = this;
    const opened = options.resume ?? (await this.open(inPlace));
    if ('state' in opened && opened.state === 'done') return this.arrived(opened);
    if (opened.size !== content.size)
      throw new ClientError('size_mismatch', 'This is not the content that the upload was begun with.');
    options.onOpened?.(opened);
    return new PartUpload(routes, opened, content, options, this.pace).run();
  }

  private open(inPlace: boolean): Promise<UploadWire> {
    // The only one we know; servers may have another that is usual.
    const wish = { ...this.promise, way: 'tus' } as const;
    return this.routes.open(inPlace ? { ...wish, instead_of: this.formKey } : wish, this.options);
  }

  private async arrived({ id, size }: Pick<UploadWire, 'id' | 'size'>): Promise<FileWire> {
    const file = await this.routes.complete(id, this.options);
    this.options.onProgress?.({ sent: size, size });
    return file;
  }
}

const nameOf = (content: FileContent): string =>
  'name' in content && typeof content.name === 'string' ? content.name : 'unnamed';
