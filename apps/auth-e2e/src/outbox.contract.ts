import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '@secureconnect/testing';

/** A mail as a person reads it. */
export interface Letter {
  readonly subject: string;
  readonly text: string;
  /** What its link ends with. */
  readonly token: string | undefined;
}

/** The folder that mails are put into. */
export class Outbox {
  constructor(private readonly folder: string) {}

  /** All there are for an address, the oldest first. */
  to(email: string): Letter[] {
    return this.all()
      .filter((text) => text.split('\n').includes(`To: ${email}`))
      .map((text) => ({
        subject: /^Subject: (.*)$/m.exec(text)?.[1] ?? '',
        text,
        token: /#token=([\w-]+)/.exec(text)?.[1],
      }));
  }

  /** The tokens of all links to an address, as soon as there are so many. */
  tokens(email: string, subject: string, count = 1): Promise<string[]> {
    const found = () => {
      const tokens = this.to(email)
        .filter((letter) => letter.subject === subject)
        .flatMap(({ token }) => token ?? []);
      return tokens.length >= count ? tokens : undefined;
    };
    return until(`the mail "${subject}" to ${email}`, found, { timeout: 25_000, every: 50 });
  }

  /** Those of all links to anybody. */
  tokensOfAll(): string[] {
    return this.all().flatMap((text) =>
      [...text.matchAll(/#token=([\w-]+)/g)].map(([, token]) => token ?? ''),
    );
  }

  private all(): string[] {
    return this.names().map((name) => readFileSync(join(this.folder, name), 'utf8'));
  }

  private names(): string[] {
    try {
      return readdirSync(this.folder)
        .filter((name) => name.endsWith('.eml'))
        .sort();
    } catch {
      return []; // It is made with the first mail.
    }
  }
}
