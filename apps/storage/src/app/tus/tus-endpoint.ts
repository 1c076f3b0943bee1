import { AsyncLocalStorage } from 'node:async_hooks';
import { Injectable } from '@nestjs/common';
import { InjectSettings } from '@secureconnect/platform';
import { Server } from '@tus/server';
import { type IncomingMessage } from 'node:http';
import { BlobStores } from '../blobs/blob-stores';
import { plainType } from '../content/media-type';
import { type StorageValues } from '../storage.settings';
import { OpenUpload } from '../uploads/open-upload.use-case';
import { ownUpload } from '../uploads/own-upload';
import { SeenBytes } from '../uploads/seen-bytes';
import { SettleUpload } from '../uploads/settle-upload.use-case';
import { UploadLocks } from '../uploads/upload-locks';
import { UploadRecord } from '../uploads/upload-record.adapter';
import { LentBody } from './lent-body';
import { TusLocker } from './tus-locker';
import { tusPromise } from './tus-promise';
import { TusRefusedError } from './tus-refused.error';
import { tusExtensions, TusStore } from './tus-store';

/** The one version that is spoken. */
export const tusVersion = '1.0.0';

/** Where uploads go on. */
export const tusPath = '/v1/uploads/tus';

const dayMs = 86_400_000;
/** Whoever is to let go stops by then; the lease of who cannot renew it lasts longer. */
const drainMs = 500;

/** Who asks, and what went wrong for her. */
interface Asked {
  readonly userId: string;
  readonly body: LentBody | undefined;
  error?: unknown;
}

/** The protocol of tus, spoken by the library made for it; errors are told as everywhere else. */
@Injectable()
export class TusEndpoint {
  private readonly asked = new AsyncLocalStorage<Asked>();
  private readonly server: Server;
  private readonly maxSize: number;

  constructor(
    private readonly record: UploadRecord,
    private readonly openUpload: OpenUpload,
    private readonly settle: SettleUpload,
    stores: BlobStores,
    locks: UploadLocks,
    seen: SeenBytes,
    @InjectSettings() { STORAGE_FILE_MAX_BYTES: maxSize, STORAGE_UPLOAD_DAYS: days }: StorageValues,
  ) {
    this.maxSize = maxSize;
    const datastore = new TusStore({
      record,
      stores,
      ...{ seen, locks },
      waitMs: days * dayMs,
      body: () => this.caller.body,
    });
    this.server = new Server({
      ...{ path: tusPath, datastore, locker: new TusLocker(locks), maxSize },
      ...{ relativeLocation: true, disableTerminationForFinishedUploads: true, lockDrainTimeout: drainMs },
      namingFunction: (request, metadata) => this.open(request.headers, metadata ?? {}),
      onIncomingRequest: async (_request, id) => void (await ownUpload(this.record, id, this.caller.userId)),
      onUploadFinish: async (_request, { id }) => ({ headers: { 'Upload-File-Id': await this.finish(id) } }),
      onResponseError: (_request, error) => void (this.caller.error = error),
    });
  }

  /** Answers one request of the protocol; throws what is to be told as an error. */
  async serve(userId: string, raw: IncomingMessage): Promise<Response> {
    if (raw.headers['tus-resumable'] !== tusVersion) throw new TusRefusedError('tus_version_needed');
    const body = raw.method === 'PATCH' || raw.method === 'POST' ? new LentBody(raw) : undefined;
    const asked: Asked = { userId, body };
    try {
      const response = await this.asked.run(asked, () => this.server.handleWeb(webRequest(raw, body)));
      if (response.status < 400) return response;
      throw TusRefusedError.from(asked.error, response);
    } finally {
      body?.takeBack();
    }
  }

  /** What is offered, for whoever asks. */
  get offer(): Readonly<Record<string, string>> {
    return {
      'tus-version': tusVersion,
      'tus-extension': tusExtensions.join(','),
      'tus-max-size': String(this.maxSize),
    };
  }

  private get caller(): Asked {
    const asked = this.asked.getStore();
    if (!asked) throw new Error('The protocol of tus is spoken for nobody.');
    return asked;
  }

  private async open(headers: Headers, metadata: Record<string, string | null>): Promise<string> {
    const promise = tusPromise(headers.get('upload-length'), metadata);
    const declaredType = plainType(promise.declaredType);
    const opened = await this.openUpload.run({
      ...promise,
      ...{ declaredType, ownerId: this.caller.userId, way: 'tus' },
    });
    return opened.id;
  }

  private async finish(id: string): Promise<string> {
    const upload = await ownUpload(this.record, id, this.caller.userId);
    return (await this.settle.run(upload)).id;
  }
}

/** The request as the library wants it; its body the store reads. */
function webRequest(raw: IncomingMessage, body: LentBody | undefined): Request {
  const headers = new Headers();
  for (const [name, value] of Object.entries(raw.headers)) {
    if (value !== undefined) headers.set(name, String(value));
  }
  return new Request(`http://storage${raw.url}`, {
    method: raw.method ?? 'GET',
    headers,
    ...(body && { body: body.stand, duplex: 'half' }),
  });
}
