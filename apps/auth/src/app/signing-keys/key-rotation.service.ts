import { Injectable, Logger } from '@nestjs/common';
import { MultiLayerCache } from '@secureconnect/cache';
import { jwksTag } from '@secureconnect/contracts';
import { InjectSettings } from '@secureconnect/platform';
import { type EntityManager } from 'typeorm';
import { AuditLog } from '../audit/audit-log';
import { KeySealer } from './key-sealer';
import { makeSigningKey } from './make-signing-key';
import { SigningKeyRecord } from './signing-key-record.adapter';
import { type SigningKeyValues } from './signing-key.settings';
import { UnknownSigningKeyError } from './unknown-signing-key.error';
import { stateOf, type StoredSigningKey } from './stored-signing-key';

/** Sees to it that a key signs, that the next one is published in time, and that none is kept for ever. */
@Injectable()
export class KeyRotation {
  private readonly logger = new Logger('SigningKeys');

  constructor(
    private readonly record: SigningKeyRecord,
    private readonly sealer: KeySealer,
    private readonly cache: MultiLayerCache,
    private readonly audit: AuditLog,
    @InjectSettings() private readonly values: SigningKeyValues,
  ) {}

  /** Does what is due, whichever instance comes first; to be asked every now and then. */
  async sweep(): Promise<void> {
    const isChanged = await this.record.locked(({ manager }) => this.tend(manager));
    if (isChanged) await this.cache.invalidateByTag(jwksTag);
  }

  /**
   * Lets the next key sign once it was published for long enough, or at once; asked again before that, it changes
   * nothing. Gives all keys there are.
   */
  async rotate(isAtOnce: boolean): Promise<StoredSigningKey[]> {
    const keys = await this.record.locked(async (within) => {
      const { manager } = within;
      await this.tend(manager);
      const key = await this.handOver(manager, isAtOnce);
      await this.audit.record({ type: 'signing_key.rotated', details: { key, at_once: isAtOnce } }, within);
      return this.record.list(manager);
    });
    await this.cache.invalidateByTag(jwksTag);
    return keys;
  }

  /**
   * Takes a key out of the JWKS, so that nothing it has signed is accepted any more; where it was the one that signs,
   * the next one does. Gives all keys there are.
   */
  async withdraw(kid: string): Promise<StoredSigningKey[]> {
    const keys = await this.record.locked(async (within) => {
      const { manager } = within;
      if (!(await this.record.withdraw(manager, kid))) throw new UnknownSigningKeyError('');
      this.logger.warn(`The signing key ${kid} was withdrawn by an operator`);
      await this.audit.record({ type: 'signing_key.withdrawn', details: { key: kid } }, within);
      const left = await this.record.list(manager);
      const signs = left.some((key) => this.sealer.canOpen(key) && stateOf(key) === 'current');
      if (!signs) await this.handOver(manager, true);
      return this.record.list(manager);
    });
    await this.cache.invalidateByTag(jwksTag);
    return keys;
  }

  /** True where it changed which keys are published. */
  private async tend(manager: EntityManager): Promise<boolean> {
    const removed = await this.record.removeEnded(manager);
    const keys = await this.record.list(manager);
    const own = keys.filter((key) => this.sealer.canOpen(key));
    for (const key of own) if (!this.sealer.isPresent(key)) await this.reseal(manager, key);
    const [latest] = own;
    if (!own.some((key) => stateOf(key) === 'current')) {
      if (keys.some((key) => stateOf(key) === 'current'))
        this.logger.warn(
          'The signing key in PostgreSQL was sealed with another SIGNING_KEYS_SECRET: this instance makes its own',
        );
      await this.add(manager);
    } else if (latest && latest.endsInMs <= this.values.SIGNING_KEY_LEAD_SECONDS * 1_000)
      await this.add(manager, latest.kid);
    else return removed > 0;
    return true;
  }

  private async handOver(manager: EntityManager, isAtOnce: boolean): Promise<string> {
    const own = (await this.record.list(manager)).filter((key) => this.sealer.canOpen(key));
    const [latest] = own;
    const next = own.find((key) => stateOf(key) === 'next');
    const kid = next?.kid ?? (await this.add(manager, latest?.kid));
    const leadMs = this.values.SIGNING_KEY_LEAD_SECONDS * 1_000;
    const waitMs = next ? Math.min(next.signsInMs, leadMs - next.madeMsAgo) : leadMs;
    await this.record.handOver(manager, kid, isAtOnce ? 0 : Math.max(0, waitMs));
    this.logger.log(`The signing key ${kid} ${isAtOnce ? 'signs from now on' : 'is the next to sign'}`);
    return kid;
  }

  private async add(manager: EntityManager, after?: string): Promise<string> {
    const { jwk, privateKey } = await makeSigningKey();
    await this.record.add(manager, jwk, this.sealer.seal(privateKey, jwk.kid), after);
    this.logger.log(`The signing key ${jwk.kid} was made${after ? ` and follows ${after}` : ''}`);
    return jwk.kid;
  }

  private reseal(manager: EntityManager, key: StoredSigningKey): Promise<void> {
    return this.record.reseal(manager, key.kid, this.sealer.seal(this.sealer.open(key, key.kid), key.kid));
  }
}
