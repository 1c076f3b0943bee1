import { Injectable } from '@nestjs/common';
import { KeyRing, type TokenKey, TokenKeys } from '@secureconnect/identity';
import { type Jwks, PublishedKeys } from '../signing-keys/published-keys.service';

/** The keys that auth publishes, without asking itself over the network; one that is withdrawn is gone at once. */
@Injectable()
export class LocalTokenKeys extends TokenKeys {
  private readonly ring = new KeyRing();
  private heard: Jwks | undefined;
  private ready: Promise<void> = Promise.resolve();

  constructor(private readonly published: PublishedKeys) {
    super();
  }

  async find(kid: string): Promise<TokenKey | undefined> {
    const jwks = await this.published.get();
    if (jwks !== this.heard) {
      this.heard = jwks;
      // One after the other, so that the set heard of last is the one that stays.
      const replace = (): Promise<void> => this.ring.replace(jwks);
      this.ready = this.ready.then(replace, replace);
    }
    await this.ready;
    return this.ring.find(kid);
  }
}
