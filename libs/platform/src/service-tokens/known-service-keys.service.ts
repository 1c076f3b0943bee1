import { type KeyObject } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { classifyDatabaseError } from '../database/classify-database-error';
import { type DatabaseHealth } from '../database/database-health.service';
import { importPublicKey } from './service-key';
import { type PublishedServiceKey, type ServiceKeyRecord } from './service-key-record';
import { ServiceKeysLateError } from './service-keys-late.error';

/** A key and whose it is; the same object for as long as it is published. */
export interface KnownServiceKey {
  readonly service: string;
  readonly publicKey: string;
  readonly key: KeyObject;
}

/** One that was taken away is accepted for no longer than this. */
const freshMs = 60_000;
/** However many invent ids of keys, PostgreSQL is asked no more often. */
const restMs = 250;
const deadlineMs = 1_000;

/** The keys of all services' processes, kept at hand; those last known hold while PostgreSQL is away. */
export class KnownServiceKeys implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger('ServiceKeys');
  private keys: ReadonlyMap<string, KnownServiceKey> = new Map();
  private loading: Promise<void> = Promise.resolve();
  private next: Promise<void> | undefined;
  private loadedAt = -Infinity;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly record: ServiceKeyRecord,
    private readonly health: Pick<DatabaseHealth, 'whenReady'>,
  ) {}

  onModuleInit(): void {
    void this.health.whenReady().then(() => this.refresh());
    this.timer = setInterval(() => this.refresh(), freshMs).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  /** From memory alone. */
  get(kid: string): KnownServiceKey | undefined {
    return this.keys.get(kid);
  }

  /** Asks PostgreSQL for what memory does not know; rejects (503) where it does not answer. */
  async find(kid: string): Promise<KnownServiceKey | undefined> {
    const known = this.get(kid);
    if (known) return known;
    const late = new AbortController();
    const { signal } = late;
    const timeout = sleep(deadlineMs, undefined, { signal }).then(() => {
      throw new ServiceKeysLateError('');
    });
    try {
      await Promise.race([this.nextLoad(), timeout]);
    } finally {
      late.abort();
      timeout.catch(() => undefined); // cancelled, or told already
    }
    return this.get(kid);
  }

  private refresh(): void {
    this.nextLoad().catch((error: unknown) => {
      // What was last known holds; that PostgreSQL is away its own health tells.
      if (classifyDatabaseError(error) === undefined) this.logger.error('Keys could not be read', error);
    });
  }

  /** One that begins from now on, for one under way may have looked before the key was there. */
  private nextLoad(): Promise<void> {
    this.next ??= this.loadSoon();
    return this.next;
  }

  private async loadSoon(): Promise<void> {
    await this.loading.catch(() => undefined); // told to those who waited for it
    const rest = this.loadedAt + restMs - performance.now();
    if (rest > 0) await sleep(rest, undefined, { ref: false });
    this.next = undefined;
    this.loadedAt = performance.now();
    this.loading = this.load();
    return this.loading;
  }

  private async load(): Promise<void> {
    const listed = await this.record.list();
    this.keys = new Map(listed.map((published) => [published.kid, this.taken(published)]));
  }

  private taken({ kid, service, publicKey }: PublishedServiceKey): KnownServiceKey {
    const known = this.keys.get(kid);
    if (known?.publicKey === publicKey && known.service === service) return known;
    return { service, publicKey, key: importPublicKey(publicKey) };
  }
}
