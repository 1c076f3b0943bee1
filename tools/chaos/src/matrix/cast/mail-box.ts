import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '@secureconnect/testing';

const patience = { timeout: 25_000, every: 100 };

/** The folder that mails are put into; each is read once. */
export class MailBox {
  private readonly read = new Set<string>();
  private readonly tokens = new Map<string, string>();

  constructor(private readonly folder: string) {}

  /** What the latest link to that address ends with, as soon as there is one; it is given once. */
  async tokenFor(email: string): Promise<string> {
    const token = await until(`a link mailed to ${email}`, () => this.look().get(email), patience);
    this.tokens.delete(email);
    return token;
  }

  private look(): ReadonlyMap<string, string> {
    for (const name of readdirSync(this.folder)) {
      if (!name.endsWith('.eml') || this.read.has(name)) continue;
      this.read.add(name);
      const text = readFileSync(join(this.folder, name), 'utf8');
      const to = /^To: (.*)$/m.exec(text)?.[1]?.trim();
      const token = /#token=([\w-]+)/.exec(text)?.[1];
      if (to !== undefined && token !== undefined) this.tokens.set(to, token);
    }
    return this.tokens;
  }
}
