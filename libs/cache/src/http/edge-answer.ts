import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { StreamableFile } from '@nestjs/common';
import { type AbstractHttpAdapter } from '@nestjs/core';
import { type EdgeFill } from '../layers/edge/edge-fill';
import { type EdgeCachedOptions, type EdgeRequest } from './edge-cached.options';

/** A response of Fastify or of Express. */
export interface Answer {
  readonly statusCode: number;
}

const credentials = ['authorization', 'cookie', 'x-api-key', 'proxy-authorization'];

/** One answer: the headers by which an HTTP cache keeps it, and clients do not longer than they may. */
export class EdgeAnswer<R> {
  /** What stands in Cache-Control unless the handler says something. */
  private readonly unsaid: unknown;

  constructor(
    private readonly adapter: AbstractHttpAdapter,
    private readonly answer: Answer,
    private readonly options: EdgeCachedOptions<R>,
  ) {
    // An application may have forbidden all answers to be kept unasked. It means the same afterwards, also on an error,
    // and is told from what a handler says.
    const before = this.get('cache-control');
    if (before !== undefined) this.say('Cache-Control', `${String(before)}, max-age=0`);
    this.unsaid = this.get('cache-control');
  }

  /** What the handler itself said of keeping it holds; what is no success is left alone. */
  mark(request: EdgeRequest, result: R, fill: EdgeFill | undefined): void {
    const { adapter, answer } = this;
    if (adapter.isHeadersSent(answer) || answer.statusCode !== 200) return;
    if (this.get('cache-control') !== this.unsaid) return;
    if (this.isOfOne(request)) return this.say('Cache-Control', 'private, no-store');
    this.vary();
    if (fill === undefined) return this.say('Cache-Control', this.forClients());
    const { tags } = this.options;
    const given = typeof tags === 'function' ? tags(request, result) : tags;
    const keys = given.length > 0 ? fill.keysFor(given) : undefined;
    if (keys === undefined) return this.say('Cache-Control', 'no-store');
    this.say('Cache-Control', `${this.forClients()}, ${this.forEdge()}`);
    this.say('Surrogate-Key', keys.join(' '));
    if (this.options.forEveryone === true) this.say('X-Edge-For-Everyone', '1');
    this.tag(result);
  }

  private isOfOne({ headers }: EdgeRequest): boolean {
    if (this.has('set-cookie')) return true;
    return this.options.forEveryone !== true && credentials.some((name) => headers[name] !== undefined);
  }

  private forClients(): string {
    return `public, max-age=${this.options.clientMaxAge ?? 0}`;
  }

  private forEdge(): string {
    const { maxAge, staleWhileRevalidate, staleIfError } = this.options;
    return [
      `s-maxage=${maxAge}`,
      ...(staleWhileRevalidate ? [`stale-while-revalidate=${staleWhileRevalidate}`] : []),
      ...(staleIfError ? [`stale-if-error=${staleIfError}`] : []),
    ].join(', ');
  }

  private vary(): void {
    const { vary = [] } = this.options;
    if (vary.length === 0) return;
    const before = this.get('vary');
    this.say('Vary', [...(before ? [String(before)] : []), ...vary].join(', '));
  }

  /** Fastify makes none by itself; with one a cache asks whether its copy is still right instead of for a new one. */
  private tag(result: unknown): void {
    const isStream = result instanceof StreamableFile || result instanceof Readable;
    if (result === undefined || result === null || isStream || this.has('etag')) return;
    const bytes = result instanceof Uint8Array ? result : JSON.stringify(result);
    this.say('ETag', `W/"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`);
  }

  private has(name: string): boolean {
    return this.get(name) !== undefined;
  }

  private get(name: string): unknown {
    return this.adapter.getHeader?.(this.answer, name) as unknown;
  }

  private say(name: string, value: string): void {
    this.adapter.setHeader(this.answer, name, value);
  }
}
