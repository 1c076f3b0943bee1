import { type IncomingMessage } from 'node:http';
import { HeaderRule, ruleOf } from './header-rules';
import { isHostName } from './host-name';

/** More than any client of ours sends. */
const mostHeaders = 100;
const mostHeaderCharacters = 16_384;

/** Why a head is not read on. */
export type HeadFault = 'malformed_request' | 'headers_too_large';

/** The head of a request, read once: what the door itself needs of it, and what goes on as it came. */
export class RequestHead {
  fault: HeadFault | undefined;
  host = '';
  authorization: string | undefined;
  apiKey: string | undefined;
  requestId: string | undefined;
  traceparent: string | undefined;
  origin: string | undefined;
  preflightMethod: string | undefined;
  preflightHeaders: string | undefined;
  expectsContinue = false;
  /** -1: none was sent. */
  contentLength = -1;
  isChunked = false;
  /** Names and values in turn, for the service behind. */
  passed: string[] = [];
  private connection: string | undefined;
  private hasContentType = false;

  constructor({ rawHeaders, httpVersionMinor }: Pick<IncomingMessage, 'rawHeaders' | 'httpVersionMinor'>) {
    let size = 0;
    for (let index = 0; index < rawHeaders.length; index += 2) {
      const name = rawHeaders[index] as string;
      const value = rawHeaders[index + 1] as string;
      size += name.length + value.length;
      const rule = ruleOf(name);
      if (rule === HeaderRule.pass) this.passed.push(name, value);
      else if (rule !== HeaderRule.drop) this.read(rule, value);
    }
    if (size > mostHeaderCharacters || rawHeaders.length > 2 * mostHeaders) this.fault = 'headers_too_large';
    if (this.isAmbiguous(httpVersionMinor)) this.fault ??= 'malformed_request';
    if (this.connection !== undefined) this.dropNamed(this.connection);
  }

  get hasBody(): boolean {
    return this.isChunked || this.contentLength > 0;
  }

  /** Two programs might find two ends of this request, or two hosts in it. */
  private isAmbiguous(minor: number): boolean {
    if (this.isChunked && (this.contentLength >= 0 || minor === 0)) return true;
    return this.host === '' ? minor !== 0 : !isHostName(this.host);
  }

  private read(rule: HeaderRule, value: string): void {
    if (rule === HeaderRule.host) this.host = this.first(this.host || undefined, value);
    else if (rule === HeaderRule.contentLength) this.readLength(value);
    else if (rule === HeaderRule.transferEncoding) this.readCoding(value);
    else if (rule === HeaderRule.expect) this.expectsContinue = true;
    else if (rule === HeaderRule.connection)
      this.connection = this.connection === undefined ? value : `${this.connection},${value}`;
    else this.readField(rule, value);
  }

  private readField(rule: HeaderRule, value: string): void {
    if (rule === HeaderRule.authorization) {
      this.authorization = this.first(this.authorization, value);
      this.passed.push('authorization', value);
    } else if (rule === HeaderRule.contentType) {
      if (this.hasContentType) this.fault = 'malformed_request';
      this.hasContentType = true;
      this.passed.push('content-type', value);
    } else if (rule === HeaderRule.apiKey) this.apiKey = this.first(this.apiKey, value);
    else if (rule === HeaderRule.requestId) this.requestId = value;
    else if (rule === HeaderRule.traceparent) this.traceparent = value;
    else if (rule === HeaderRule.origin) this.origin = this.first(this.origin, value);
    else if (rule === HeaderRule.preflightMethod) this.preflightMethod = value;
    else this.preflightHeaders = value;
  }

  /** Of what may stand once, the second is an attempt to be read as two. */
  private first(before: string | undefined, value: string): string {
    if (before !== undefined) this.fault = 'malformed_request';
    return before ?? value;
  }

  private readCoding(value: string): void {
    if (this.isChunked || value.toLowerCase() !== 'chunked') this.fault = 'malformed_request';
    this.isChunked = true;
  }

  private readLength(value: string): void {
    const isWhole = value.length > 0 && value.length <= 15 && /^\d+$/.test(value);
    if (!isWhole || this.contentLength >= 0) this.fault = 'malformed_request';
    this.contentLength = isWhole ? Number(value) : 0;
  }

  /** What a client says is meant for the next hop only goes no further. */
  private dropNamed(connection: string): void {
    if (connection === 'keep-alive' || connection === 'close') return;
    const named = new Set(connection.split(',').map((name) => name.trim().toLowerCase()));
    const kept: string[] = [];
    for (let index = 0; index < this.passed.length; index += 2) {
      const name = this.passed[index] as string;
      if (!named.has(name.toLowerCase())) kept.push(name, this.passed[index + 1] as string);
    }
    this.passed = kept;
  }
}
