import { hash } from 'node:crypto';
import { type Caller } from './caller';
import { type TokenKey } from './token-keys.port';

/** What a token was found to say, and by which key. */
export interface VerifiedToken {
  readonly caller: Caller;
  readonly kid: string;
  readonly key: TokenKey;
}

/** The genuine tokens seen lately, by their hash: as many as there is room for, the one used longest ago out first. */
export class VerifiedTokens {
  private readonly tokens = new Map<string, VerifiedToken>();

  constructor(private readonly most: number) {}

  get(token: string): VerifiedToken | undefined {
    const name = nameOf(token);
    const found = this.tokens.get(name);
    if (found) {
      this.tokens.delete(name);
      this.tokens.set(name, found);
    }
    return found;
  }

  set(token: string, verified: VerifiedToken): void {
    this.tokens.set(nameOf(token), verified);
    if (this.tokens.size <= this.most) return;
    const [oldest] = this.tokens.keys();
    if (oldest !== undefined) this.tokens.delete(oldest);
  }

  delete(token: string): void {
    this.tokens.delete(nameOf(token));
  }
}

const nameOf = (token: string): string => hash('sha256', token, 'base64');
