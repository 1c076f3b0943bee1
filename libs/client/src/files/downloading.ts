import { BackOff } from '../back-off';
import { ClientError, isPassing } from '../client-error';
import { type CallOptions } from '../http/http-request';
import { type SignedHttp } from '../http/signed-http';
import { abortable, wait } from '../wait';
import { Download, type DownloadFacts, factsOf } from './download';
import { filePath } from './file-routes';
import { type UploadPace } from './part-upload';
import { Sha256 } from './sha256';

/** How a file is downloaded. */
export interface DownloadOptions extends CallOptions {
  readonly onProgress?: (progress: { readonly received: number; readonly size: number }) => void;
  /** The bytes one has already, and of what: where it is another by now, all of it comes. */
  readonly from?: number;
  readonly etag?: string;
}

type Reader = ReadableStreamDefaultReader<Uint8Array>;

/** One file on its way here; where its connection is lost it goes on from there. */
export class Downloading {
  private reader: Reader | undefined;
  private facts: DownloadFacts | undefined;
  private at: number;
  private readonly hash = new Sha256();
  private readonly backOff: BackOff;

  constructor(
    private readonly http: SignedHttp,
    private readonly id: string,
    private readonly options: DownloadOptions,
    private readonly pace: UploadPace,
  ) {
    this.at = options.from ?? 0;
    this.backOff = new BackOff(200, pace.longestPauseMs, pace.random);
  }

  /** Resolves when its bytes begin to come. */
  async begin(): Promise<Download> {
    const facts = await this.open(this.options.etag);
    [this.facts, this.at] = [facts, facts.from];
    const stream = new ReadableStream<Uint8Array>(
      {
        pull: async (controller) => {
          const chunk = await this.next();
          if (chunk) controller.enqueue(chunk);
          else controller.close();
        },
        cancel: () => this.reader?.cancel(),
      },
      { highWaterMark: 0 },
    );
    return new Download(facts, stream);
  }

  private async open(etag: string | undefined): Promise<DownloadFacts> {
    const headers = {
      accept: '*/*',
      ...(this.at > 0 && etag !== undefined && { range: `bytes=${this.at}-`, 'if-range': etag }),
    };
    const { signal } = this.options;
    const answer = await this.http.answer({
      ...{ method: 'GET', path: filePath(this.id, 'content'), headers, signal },
    });
    this.reader = answer.body?.getReader();
    return factsOf(answer);
  }

  /** Undefined at the end, once all of it is what it should be. */
  private async next(): Promise<Uint8Array | undefined> {
    const { size } = this.facts as DownloadFacts;
    while (this.at < size) {
      const chunk = await this.read().catch((error: unknown) => this.lost(error));
      if (!chunk) continue;
      this.at += chunk.length;
      this.hash.update(chunk);
      this.backOff.reset();
      this.options.onProgress?.({ received: this.at, size });
      return chunk;
    }
    this.check();
    return undefined;
  }

  /** The next bytes of the connection; one that says nothing any more counts as lost. */
  private async read(): Promise<Uint8Array> {
    const { signal } = this.options;
    if (!this.reader) await this.reopen();
    const silence = new AbortController();
    const wake = wait(this.pace.deadlineMs, silence.signal).then(() => {
      throw new ClientError('timeout', 'No more bytes came.');
    });
    wake.catch(() => undefined); // Whoever is faster is heard.
    try {
      const { value } = await abortable(Promise.race([(this.reader as Reader).read(), wake]), signal);
      if (value) return value;
      throw new ClientError('network', 'The answer ended before its end.');
    } finally {
      silence.abort();
    }
  }

  private async reopen(): Promise<void> {
    const { etag } = this.facts as DownloadFacts;
    const { from, etag: now } = await this.open(etag);
    if (from !== this.at || now !== etag)
      throw new ClientError('unexpected', 'The file is another than it was when the download began.');
  }

  private async lost(error: unknown): Promise<undefined> {
    const { signal } = this.options;
    void this.reader?.cancel().catch(() => undefined); // It is lost.
    this.reader = undefined;
    signal?.throwIfAborted();
    // A connection that breaks within an answer throws whatever the platform has for it.
    if (error instanceof ClientError && !isPassing(error)) throw error;
    await wait(this.backOff.next(error instanceof ClientError ? error.retryAfterMs : 0), signal);
    return undefined;
  }

  /** A tag of ours is the digest itself. */
  private check(): void {
    const { from, etag } = this.facts as DownloadFacts;
    if (from > 0 || !/^"[0-9a-f]{64}"$/.test(etag)) return;
    if (etag !== `"${this.hash.hex()}"`)
      throw new ClientError('checksum_mismatch', 'What arrived is not what was stored.');
  }
}
