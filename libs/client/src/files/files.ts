import { type FileWire, type Page, type QuotaWire, type UploadWire } from '@secureconnect/contracts';
import { type ClientSettings } from '../client-options';
import { type CallOptions } from '../http/http-request';
import { type SignedHttp } from '../http/signed-http';
import { type Download } from './download';
import { Downloading, type DownloadOptions } from './downloading';
import { type FileContent } from './file-content';
import { FileRoutes, type FilesQuery } from './file-routes';
import { type OpenedUpload, type UploadOptions } from './upload.options';
import { Uploading } from './uploading';

/** How a link is wanted. */
export interface LinkOptions extends CallOptions {
  /** Seconds it counts. */
  readonly expiresIn?: number;
  /** As a file to keep, whatever it is. */
  readonly download?: boolean;
}

/** The files of whoever is signed in, and those that others sent her. */
export class Files {
  private readonly routes: FileRoutes;

  constructor(
    private readonly settings: ClientSettings,
    private readonly http: SignedHttp,
  ) {
    this.routes = new FileRoutes(http);
  }

  /**
   * Resolves when it is a file for good. Goes on through lost connections, tokens that ended and services that died;
   * rejects with what will not pass, or with the signal's reason: then `resume` goes on where it was.
   */
  upload(content: FileContent, options: UploadOptions = {}): Promise<FileWire> {
    return new Uploading(this.routes, content, options, this.settings).run();
  }

  /** Gives up an upload that was begun; its room is free at once. */
  dropUpload({ id }: Pick<OpenedUpload, 'id'>, options: CallOptions = {}): Promise<void> {
    return this.routes.drop(id, options);
  }

  /** Resolves when its bytes begin to come; they go on through lost connections, and are checked at their end. */
  download(id: string, options: DownloadOptions = {}): Promise<Download> {
    return new Downloading(this.http, id, options, this.settings).begin();
  }

  /** A link to a file of one's own, for whoever has it. */
  async url(id: string, { expiresIn, download, signal }: LinkOptions = {}) {
    const wish = { ...(expiresIn && { expires_in: expiresIn }), ...(download && { download }) };
    const { url, expires_at } = await this.routes.link(id, wish, { signal });
    return { url: `${this.settings.baseUrl}${url}`, expires_at };
  }

  get(id: string, options: CallOptions = {}): Promise<FileWire> {
    return this.routes.get(id, options);
  }

  /** One's own, the newest first. */
  list(query: FilesQuery = {}): Promise<Page<FileWire>> {
    return this.routes.list(query);
  }

  /** One's own that are under way, the newest first; `resume` goes on with one, `dropUpload` gives it up. */
  uploads(query: FilesQuery = {}): Promise<Page<UploadWire>> {
    return this.routes.uploads(query);
  }

  /** For everybody, also where it was sent. */
  delete(id: string, options: CallOptions = {}): Promise<void> {
    return this.routes.delete(id, options);
  }

  quota(options: CallOptions = {}): Promise<QuotaWire> {
    return this.routes.quota(options);
  }
}
