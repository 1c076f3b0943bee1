import { type IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { Injectable, Logger } from '@nestjs/common';
import { type FastifyReply } from 'fastify';
import { BlobStores } from '../blobs/blob-stores';
import { type StoredFile } from '../files/stored-file';
import { answerContent, type ContentAnswer, type ContentQuestion } from './content-answer';
import { ContentUnavailableError } from './content-unavailable.error';
import { SentTally } from './sent-tally';

/** With no body at all, the framework says of HEAD that the length of the file is none. */
const nothing = (): Readable => Readable.from([]);

type Headers = Readonly<Record<string, string | undefined>>;

/** A store that is gone fails every download, and needs no line for each. */
const quietMs = 60_000;

/** Sends the content of a file as was asked for, at the pace of whoever reads it. */
@Injectable()
export class ContentSender {
  private readonly logger = new Logger(ContentSender.name);
  private quietUntil = 0;

  constructor(
    private readonly stores: BlobStores,
    private readonly tally: SentTally,
  ) {}

  async send(file: StoredFile, asked: Headers, isDownload: boolean, reply: FastifyReply): Promise<void> {
    const isHead = reply.request.method === 'HEAD';
    const answer = answerContent(file, { ...questionOf(asked, isHead), isDownload });
    // Opened before anything is said of it, so that a failure is not told in the clothes of a file.
    const bytes = isHead ? nothing() : await this.open(file, answer);
    // A store that took too long was answered for already, and nobody would read what it gave.
    if (reply.sent) return void bytes?.destroy();
    const { status, headers, length } = answer;
    void reply.status(status).headers(headers);
    if (length !== undefined) reply.header('content-length', String(length));
    if (bytes) endWith(reply.request.raw, bytes);
    await reply.send(bytes);
  }

  private async open(file: StoredFile, { length, part }: ContentAnswer): Promise<Readable | undefined> {
    // Of nothing, nothing can be missing.
    if (length === undefined || length === 0) return undefined;
    try {
      // What fails at its first byte is an answer yet, and not one that was cut.
      const bytes = await this.stores.of(file.store).readExactly(file.blobKey, length, part);
      this.tally.watch(bytes, length);
      return bytes;
    } catch (cause) {
      this.tell(file, cause);
      throw new ContentUnavailableError('', { cause });
    }
  }

  private tell({ id, store }: StoredFile, cause: unknown): void {
    if (Date.now() < this.quietUntil) return;
    this.quietUntil = Date.now() + quietMs;
    this.logger.error(`The bytes of file ${id} cannot be read from store ${store}: ${String(cause)}`);
  }
}

/** A range is of GET alone (RFC 9110, 14.2): with HEAD one learns how long the whole is. */
const questionOf = (asked: Headers, isHead: boolean): ContentQuestion => ({
  ...{ ifMatch: asked['if-match'], ifNoneMatch: asked['if-none-match'], ifRange: asked['if-range'] },
  ...{ ifModifiedSince: asked['if-modified-since'], ifUnmodifiedSince: asked['if-unmodified-since'] },
  range: isHead ? undefined : asked['range'],
});

/** An answer that still waits behind another one is told of nothing when their connection ends; its request is. */
function endWith(request: IncomingMessage, bytes: Readable): void {
  const leave = () => {
    if (request.socket.destroyed) bytes.destroy();
  };
  request.once('close', leave);
  leave();
}
