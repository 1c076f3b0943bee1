import { type ClientHttp2Session, connect, constants, type OutgoingHttpHeaders } from 'node:http2';

/** What APNs answered. */
export interface ApnsAnswer {
  readonly status: number;
  readonly retryAfter: string | undefined;
  readonly text: string;
}

const deadlineMs = 8_000;
const mostBytes = 4_096;

/** One HTTP/2 connection to APNs, made when it is needed; one that does not answer in time is not used again. */
export class ApnsConnection {
  private session: ClientHttp2Session | undefined;

  constructor(
    private readonly origin: string,
    private readonly ca?: string,
  ) {}

  post(headers: OutgoingHttpHeaders, body: string, signal: AbortSignal): Promise<ApnsAnswer> {
    const session = this.living();
    const inTime = AbortSignal.any([signal, AbortSignal.timeout(deadlineMs)]);
    return new Promise((resolve, reject) => {
      const stream = session.request({ ':method': 'POST', ...headers }, { signal: inTime });
      let answer: Omit<ApnsAnswer, 'text'> | undefined;
      let text = '';
      const done = () => answer && resolve({ ...answer, text });
      const fail = (error: Error) => {
        // Its status is what counts, whatever became of what was said besides.
        if (answer) return done();
        if (!signal.aborted) this.drop(session);
        reject(error);
      };
      stream.setEncoding('utf8');
      stream.on('response', (said) => {
        const retryAfter = said['retry-after'];
        answer = {
          status: Number(said[':status']),
          retryAfter: typeof retryAfter === 'string' ? retryAfter : undefined,
        };
      });
      stream.on('data', (part: string) => {
        text += part;
        if (text.length > mostBytes) stream.close(constants.NGHTTP2_CANCEL);
      });
      stream.on('error', fail);
      stream.on('close', () => (answer ? done() : fail(new Error('The connection to APNs ended'))));
      stream.end(body);
    });
  }

  close(): void {
    this.session?.destroy();
  }

  private living(): ClientHttp2Session {
    const { session } = this;
    if (session && !session.closed && !session.destroyed) return session;
    const made = connect(this.origin, this.ca === undefined ? {} : { ca: this.ca });
    // What waits for an answer hears of it itself; APNs ends connections as it likes.
    made.on('error', () => this.drop(made));
    made.on('goaway', () => this.leave(made));
    made.on('close', () => this.leave(made));
    // Nobody waits for it when the process ends.
    made.unref();
    return (this.session = made);
  }

  private drop(session: ClientHttp2Session): void {
    this.leave(session);
    session.destroy();
  }

  private leave(session: ClientHttp2Session): void {
    if (this.session === session) this.session = undefined;
  }
}
