import { connect, type NetConnectOpts, type Socket } from 'node:net';
import { Readable } from 'node:stream';
import { FileScanner, type ScanVerdict } from './file-scanner.port';
import { ScannerAwayError } from './scanner-away.error';

/** Longer than clamd itself may take for one file. */
const mostSilentMs = 180_000;
const mostReplyBytes = 4_096;
const found = /^stream: (.+) FOUND$/;
/** How a connection ends whose other end has closed it while it was still told something. */
const hungUp = ['EPIPE', 'ECONNRESET'];
const tooLittle = 'its StreamMaxLength is less than STORAGE_CLAMAV_MAX_BYTES';

/** Asks a clamd, in its own words: a command, pieces with their lengths before them, and an empty one. */
export class ClamdScanner extends FileScanner {
  readonly isSet = true;

  constructor(
    private readonly address: NetConnectOpts,
    private readonly silentMs = mostSilentMs,
  ) {
    super();
  }

  async scan(bytes: Readable, signal: AbortSignal): Promise<ScanVerdict> {
    const reply = await this.ask(stream(bytes), this.silentMs, signal);
    if (reply === 'stream: OK') return {};
    const name = found.exec(reply)?.[1];
    if (name !== undefined) return { found: name };
    if (reply.startsWith('INSTREAM size limit exceeded')) throw new ScannerAwayError(tooLittle);
    throw new ScannerAwayError(reply === '' ? 'it hung up' : `it said "${reply}"`);
  }

  /** Whether it answers at all; throws `ScannerAwayError`. */
  async ping(patienceMs: number): Promise<void> {
    const reply = await this.ask(Readable.from([Buffer.from('zPING\0')]), patienceMs, AbortSignal.any([]));
    if (reply !== 'PONG') throw new ScannerAwayError(`it said "${reply}"`);
  }

  private async ask(question: Readable, silentMs: number, signal: AbortSignal): Promise<string> {
    const socket = connect(this.address);
    const cut = () => socket.destroy(new Error('the attempt has ended'));
    signal.addEventListener('abort', cut);
    socket.setTimeout(silentMs, () => socket.destroy(new Error(`silent for ${silentMs} ms`)));
    try {
      return await converse(socket, question);
    } finally {
      signal.removeEventListener('abort', cut);
      socket.destroy();
      question.destroy();
    }
  }
}

/** The command, and the bytes as it wants them. */
const stream = (bytes: Readable): Readable => Readable.from(framed(bytes), { objectMode: false });

async function* framed(bytes: Readable): AsyncGenerator<Buffer> {
  yield Buffer.from('zINSTREAM\0');
  for await (const chunk of bytes as AsyncIterable<Buffer>) {
    if (chunk.length === 0) continue;
    const length = Buffer.alloc(4);
    length.writeUInt32BE(chunk.length);
    yield length;
    yield chunk;
  }
  yield Buffer.alloc(4);
}

/** What it answers. It may do so before it was told all, and hang up; only what we cannot read ourselves is our fault. */
function converse(socket: Socket, question: Readable): Promise<string> {
  return new Promise((resolve, reject) => {
    let reply = '';
    let fault: Error | undefined;
    const isWhole = () => reply.includes('\0') || reply.length > mostReplyBytes;
    socket.on('data', (chunk: Buffer) => {
      reply += chunk.toString('latin1');
      if (isWhole()) socket.destroy();
    });
    socket.on('error', (error) => (fault = error));
    socket.on('close', () => {
      if (reply !== '' || !fault) resolve((reply.split('\0')[0] ?? '').trim());
      else reject(new ScannerAwayError(wordsOf(fault), { cause: fault }));
    });
    question.on('error', (error) => {
      reject(error);
      socket.destroy();
    });
    question.pipe(socket, { end: false });
  });
}

/** What it said before it hung up is lost when we were still writing; of a stream that is too long that is the usual end. */
const wordsOf = (fault: NodeJS.ErrnoException): string =>
  hungUp.includes(fault.code ?? '')
    ? `${fault.message}: it died, or hung up because ${tooLittle}`
    : fault.message;
