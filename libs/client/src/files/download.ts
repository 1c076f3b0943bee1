import { ClientError } from '../client-error';

/** What is known of a download before its bytes come. */
export interface DownloadFacts {
  /** Of the whole. */
  readonly size: number;
  readonly type: string;
  /** Names these bytes and no others; shown again with `from` to go on. */
  readonly etag: string;
  /** The first byte that comes: 0, or the one that was asked for. */
  readonly from: number;
}

/** The bytes of a file as they come; read one of the three. */
export class Download implements DownloadFacts {
  readonly size: number;
  readonly type: string;
  readonly etag: string;
  readonly from: number;

  constructor(
    { size, type, etag, from }: DownloadFacts,
    readonly stream: ReadableStream<Uint8Array>,
  ) {
    [this.size, this.type, this.etag, this.from] = [size, type, etag, from];
  }

  blob(): Promise<Blob> {
    return this.response().blob();
  }

  async bytes(): Promise<Uint8Array> {
    return new Uint8Array(await this.response().arrayBuffer());
  }

  private response(): Response {
    const headers = { 'content-type': this.type };
    return new Response(this.stream as ReadableStream<Uint8Array<ArrayBuffer>>, { headers });
  }
}

/** Reads them from an answer. */
export function factsOf({ status, headers }: Response): DownloadFacts {
  const [, first, whole] = /^bytes (\d+)-\d+\/(\d+)$/.exec(headers.get('content-range') ?? '') ?? [];
  const size = Number(status === 206 ? whole : (headers.get('content-length') ?? NaN));
  const from = status === 206 ? Number(first) : 0;
  if (!Number.isSafeInteger(size) || !Number.isSafeInteger(from))
    throw new ClientError('unreadable_answer', 'The answer does not say how much there is.', { status });
  const type = headers.get('content-type') ?? 'application/octet-stream';
  return { size, type, from, etag: headers.get('etag') ?? '' };
}
