import { createPrivateKey, type KeyObject } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import { KeyRotation } from './key-rotation.service';
import { KeySealer } from './key-sealer';
import { NoSigningKeyError } from './no-signing-key.error';
import { PublishedKeys } from './published-keys.service';
import { SigningKeyRecord } from './signing-key-record.adapter';
import { stateOf } from './stored-signing-key';

/** What a token is signed with, by ES256; its kid belongs into the token's header. */
export interface SigningKey {
  readonly kid: string;
  readonly privateKey: KeyObject;
}

interface HeldKey extends SigningKey {
  readonly signsFrom: number;
  readonly signsUntil: number;
}

/** After so long the record is asked whether another key signs now. */
const freshMs = 30_000;
/** After a failure it is asked again no sooner. */
const restMs = 1_000;

/** The key to sign with, from memory where it can be. */
@Injectable()
export class SigningKeys {
  private readonly logger = new Logger('SigningKeys');
  private held: readonly HeldKey[] = [];
  private dueAt = -Infinity;
  private reading: Promise<void> | undefined;

  constructor(
    private readonly record: SigningKeyRecord,
    private readonly rotation: KeyRotation,
    private readonly sealer: KeySealer,
    private readonly published: PublishedKeys,
  ) {}

  /**
   * The key that signs now. While PostgreSQL is away it goes on being the one last seen, and then the one that was to
   * follow; rejects where there is none.
   */
  async current(): Promise<SigningKey> {
    let held = this.signing();
    if (held && !(await this.isPublished(held))) held = undefined;
    if (!held) await this.read();
    else if (performance.now() > this.dueAt) this.readBehind();
    const key = held ?? this.signing();
    if (!key) throw new NoSigningKeyError('');
    return { kid: key.kid, privateKey: key.privateKey };
  }

  /** What is not in the JWKS is accepted by nobody: it was withdrawn, of which all caches hear at once. */
  private async isPublished({ kid }: HeldKey): Promise<boolean> {
    try {
      return (await this.published.get()).keys.some((key) => key.kid === kid);
    } catch {
      return true; // Nobody can tell: with PostgreSQL away nothing was withdrawn either.
    }
  }

  /** Of several the one that began last: after a rotation at once nobody goes on with the former. */
  private signing(): HeldKey | undefined {
    const now = performance.now();
    return this.held.find(({ signsFrom, signsUntil }) => signsFrom <= now && now < signsUntil);
  }

  private readBehind(): void {
    this.dueAt = performance.now() + restMs;
    // Whoever signs has a key; that PostgreSQL is away is told by those who watch it.
    this.read().catch((error: Error) =>
      this.logger.debug(`The signing keys were not read: ${error.message}`),
    );
  }

  private read(): Promise<void> {
    this.reading ??= this.readOnce().finally(() => (this.reading = undefined));
    return this.reading;
  }

  private async readOnce(): Promise<void> {
    let keys = await this.usable();
    if (!keys.some((key) => stateOf(key) === 'current')) {
      await this.rotation.sweep();
      keys = await this.usable();
    }
    const now = performance.now();
    this.held = keys.map((key) => ({
      kid: key.kid,
      privateKey: createPrivateKey({ key: this.sealer.open(key, key.kid), format: 'der', type: 'pkcs8' }),
      signsFrom: now + key.signsInMs,
      signsUntil: now + key.endsInMs,
    }));
    this.dueAt = now + freshMs;
  }

  private async usable() {
    const keys = await this.record.list();
    return keys.filter((key) => stateOf(key) !== 'retired' && this.sealer.canOpen(key));
  }
}
