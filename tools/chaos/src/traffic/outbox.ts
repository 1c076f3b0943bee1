import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A mail as it lies in the folder. */
interface Letter {
  readonly kind: string;
  readonly to: string;
  /** What its link ends with. */
  readonly token: string | undefined;
}

/** The folder that the services put their mails into. */
export class Outbox {
  /** Mails never change once they are there. */
  private readonly read = new Map<string, Letter>();

  constructor(private readonly folder: string) {}

  async letters(): Promise<readonly Letter[]> {
    for (const name of await readdir(this.folder))
      if (name.endsWith('.eml') && !this.read.has(name)) {
        const text = await readFile(join(this.folder, name), 'utf8');
        const field = (form: RegExp): string => form.exec(text)?.[1]?.trim() ?? '';
        const [kind, to] = [field(/^Subject: (.*)$/m), field(/^To: (.*)$/m)];
        if (to !== '') this.read.set(name, { kind, to, token: /#token=([\w-]+)/.exec(text)?.[1] });
      }
    return [...this.read.values()];
  }

  /** How many of a kind lie there for an address: by `kind to`. */
  async counts(): Promise<ReadonlyMap<string, number>> {
    const counts = new Map<string, number>();
    for (const { kind, to } of await this.letters())
      counts.set(`${kind} ${to}`, (counts.get(`${kind} ${to}`) ?? 0) + 1);
    return counts;
  }
}
