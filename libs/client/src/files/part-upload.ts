import { type FileWire } from '@secureconnect/contracts';
import { BackOff } from '../back-off';
import { ClientError, hasCode, isPassing } from '../client-error';
import { type SignedHttp } from '../http/signed-http';
import { abortable, wait } from '../wait';
import { type FileRoutes } from './file-routes';
import { type OutgoingContent } from './outgoing-content';
import { PartSize } from './part-size';
import { type OpenedUpload, type UploadOptions } from './upload.options';

/** How long requests may take, and how they are spread. */
export interface UploadPace {
  readonly deadlineMs: number;
  readonly longestPauseMs: number;
  readonly attempts: number;
  readonly random: () => number;
}

const version = { 'tus-resumable': '1.0.0' };

/** Somebody else writes to it, or more of it arrived than was told. */
const passingRefusals = ['upload_busy', 'upload_offset', 'upload_incomplete'] as const;

/** Brings an upload that stands to its end by the protocol of tus, part by part, through whatever passes. */
export class PartUpload {
  private readonly http: SignedHttp;
  private readonly size = new PartSize();
  private readonly backOff: BackOff;
  /** How often in a row the server failed within. */
  private faults = 0;

  constructor(
    private readonly routes: FileRoutes,
    private readonly opened: OpenedUpload,
    private readonly content: OutgoingContent,
    private readonly options: UploadOptions,
    private readonly pace: UploadPace,
  ) {
    this.http = routes.http;
    this.backOff = new BackOff(200, pace.longestPauseMs, pace.random);
  }

  /** Rejects with what will not pass, or the signal's reason; what arrived stays there. */
  async run(): Promise<FileWire> {
    for (;;) {
      try {
        return await this.goOn();
      } catch (error) {
        if (!this.mayPass(error)) throw error;
        this.options.onProgress?.({ sent: this.sent, size: this.content.size, waiting: error.code });
        await wait(this.backOff.next(error.retryAfterMs), this.options.signal);
      }
    }
  }

  private sent = 0;

  private async goOn(): Promise<FileWire> {
    const { signal } = this.options;
    this.tell(await this.offset());
    while (this.sent < this.content.size) {
      const bytes = await abortable(this.content.part(this.sent, this.size.bytes), signal);
      this.tell(await this.send(bytes));
      this.backOff.reset();
      this.faults = 0;
    }
    return this.routes.complete(this.opened.id, { signal });
  }

  private tell(sent: number): void {
    this.sent = sent;
    this.options.onProgress?.({ sent, size: this.content.size });
  }

  /** What is no more, or was refused, says why when it is to be completed. */
  private async offset(): Promise<number> {
    const { url: path, id } = this.opened;
    const { signal } = this.options;
    try {
      return offsetOf(await this.http.answer({ method: 'HEAD', path, headers: version, signal }));
    } catch (error) {
      const isGone = error instanceof ClientError && [403, 404, 410].includes(error.status ?? 0);
      if (isGone) await this.routes.complete(id, { signal });
      throw error;
    }
  }

  private async send(bytes: Uint8Array): Promise<number> {
    const since = Date.now();
    const headers = {
      ...version,
      ...{ 'upload-offset': `${this.sent}`, 'content-type': 'application/offset+octet-stream' },
    };
    try {
      const answer = await this.http.answer({
        ...{ method: 'PATCH', path: this.opened.url, headers, signal: this.options.signal },
        ...{ bytes: bytes as Uint8Array<ArrayBuffer>, deadlineMs: 2 * this.pace.deadlineMs },
      });
      this.size.arrived(Date.now() - since);
      return offsetOf(answer);
    } catch (error) {
      if (hasCode(error, 'network', 'timeout')) this.size.failed();
      throw error;
    }
  }

  private mayPass(error: unknown): error is ClientError {
    if (hasCode(error, ...passingRefusals)) return true;
    if (!isPassing(error)) return false;
    if (error.status === 500) this.faults += 1;
    return this.faults < this.pace.attempts;
  }
}

function offsetOf({ headers, status }: Response): number {
  const offset = Number(headers.get('upload-offset') ?? NaN);
  if (Number.isSafeInteger(offset)) return offset;
  throw new ClientError('unreadable_answer', 'The answer does not say how much came.', { status });
}
