import { type StoredFile } from '../files/stored-file';
import { type AskedRange, readRange } from './byte-ranges';
import { type ContentConditions, isSameContent, judgeConditions } from './content-conditions';
import { contentDisposition } from './content-disposition';
import { mayBeShown, servedType } from './media-type';
import { PreconditionFailedError } from './precondition-failed.error';
import { RangeNotSatisfiableError } from './range-not-satisfiable.error';

/** What of a request decides how content is answered. */
export interface ContentQuestion extends ContentConditions {
  readonly range?: string | undefined;
  /** Whoever asks wants it as a file to keep. */
  readonly isDownload?: boolean;
}

/** How content is answered; without a length there is none to be sent. */
export interface ContentAnswer {
  readonly status: 200 | 206 | 304;
  readonly headers: Readonly<Record<string, string>>;
  readonly length?: number;
  readonly part?: Exclude<AskedRange, string>;
}

const validatorsOf = ({ sha256, createdAt }: StoredFile) => ({
  tag: `"${sha256.toString('hex')}"`,
  modified: createdAt.toUTCString(),
});

/**
 * What every answer about a file says, so that what it holds can do nothing where it is opened. It is never called
 * immutable, though it is: who may read it is asked each time, and nobody on the way may keep it.
 */
function safeHeaders(file: StoredFile): Record<string, string> {
  const { tag, modified } = validatorsOf(file);
  return {
    etag: tag,
    'last-modified': modified,
    'accept-ranges': 'bytes',
    'cache-control': 'private, no-cache',
    'content-security-policy':
      "default-src 'none'; media-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox",
    'cross-origin-resource-policy': 'same-site',
    'x-content-type-options': 'nosniff',
  };
}

function describingHeaders({ type, name }: StoredFile, isDownload: boolean): Record<string, string> {
  const how = mayBeShown(type) && !isDownload ? 'inline' : 'attachment';
  return { 'content-type': servedType(type), 'content-disposition': contentDisposition(how, name) };
}

/** Decides, without reading a byte of it, how the content of a file is answered (RFC 9110, 13 and 14). */
export function answerContent(file: StoredFile, asked: ContentQuestion): ContentAnswer {
  const validators = validatorsOf(file);
  const safe = safeHeaders(file);
  const verdict = judgeConditions(asked, validators);
  if (verdict === 'failed') throw new PreconditionFailedError('');
  if (verdict === 'not_modified') return { status: 304, headers: safe };
  const range = isSameContent(asked.ifRange, validators) ? readRange(asked.range, file.size) : 'whole';
  if (range === 'unsatisfiable') throw new RangeNotSatisfiableError(file.size);
  const headers = { ...safe, ...describingHeaders(file, asked.isDownload === true) };
  if (range === 'whole') return { status: 200, length: file.size, headers };
  const { first, last } = range;
  const said = { 'content-range': `bytes ${first}-${last}/${file.size}` };
  return { status: 206, part: range, length: last - first + 1, headers: { ...headers, ...said } };
}
