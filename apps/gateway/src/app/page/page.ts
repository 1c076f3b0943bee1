import { Inject, Injectable } from '@nestjs/common';
import { type Exchange } from '../proxy/exchange';
import { type PageFile, readPage } from './page-files';
import { PAGE_FOLDER } from './page-folder';

/** What the page may do: its own scripts and styles, its own server, pictures and sound it makes itself. */
const policyFor = (host: string): string =>
  [
    ...["default-src 'none'", "script-src 'self'", "style-src 'self'"],
    `connect-src 'self' ws://${host} wss://${host}`,
    ...["img-src 'self' data: blob:", "media-src 'self' blob: mediastream:"],
    ...["base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"],
  ].join(';');

const secure = [
  ...['cross-origin-opener-policy', 'same-origin', 'cross-origin-resource-policy', 'same-origin'],
  ...['referrer-policy', 'no-referrer', 'x-content-type-options', 'nosniff', 'x-frame-options', 'DENY'],
];

/** The page to try it all with, which has only what no route of the API has. */
@Injectable()
export class Page {
  private readonly files: ReadonlyMap<string, PageFile>;

  constructor(@Inject(PAGE_FOLDER) folder: string | undefined) {
    this.files = folder === undefined ? new Map() : readPage(folder);
  }

  /** Answers a request for one of its files; false: it has none by that path, and nothing was done. */
  answer(exchange: Exchange, method: string): boolean {
    const file = this.files.get(exchange.path);
    const { request, head } = exchange;
    if (!file || head.hasBody || (method !== 'GET' && method !== 'HEAD')) return false;
    const isKnown = request.headers['if-none-match']?.split(',').some((each) => tagOf(each) === file.etag);
    const headers = [
      ...['etag', file.etag, 'content-security-policy', policyFor(head.host), ...secure],
      ...['cache-control', file.isLasting ? 'public, max-age=31536000, immutable' : 'no-cache'],
      ...(isKnown ? [] : ['content-type', file.type, 'content-length', String(file.content.length)]),
    ];
    if (isKnown) exchange.answerEmpty(304, headers);
    else exchange.answerWhole(200, headers, file.content);
    return true;
  }
}

const tagOf = (text: string): string => text.trim().replace(/^W\//, '');
