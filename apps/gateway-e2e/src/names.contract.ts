import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Whatever asks node for a name of the file reads its addresses there; any other name is asked for as ever. */
const program = (file: string): string => `
  import dns from 'node:dns';
  import { readFileSync } from 'node:fs';
  const known = (name) => JSON.parse(readFileSync(${JSON.stringify(file)}, 'utf8'))[name]
    ?.map((address) => ({ address, family: 4 }));
  const { lookup } = dns;
  const { lookup: promised } = dns.promises;
  dns.lookup = (name, options, done) => {
    const found = known(name);
    if (!found) return lookup(name, options, done);
    return options.all ? done(null, found) : done(null, found[0].address, 4);
  };
  dns.promises.lookup = async (name, options) => known(name) ?? promised(name, options);`;

/** Names that a process is given besides those that its machine knows, and that come to stand for others. */
export class Names {
  private readonly file: string;

  constructor(folder: string) {
    this.file = join(folder, 'names.json');
  }

  /** Makes the process know them. */
  get nodeArgs(): string[] {
    return [`--import=data:text/javascript,${encodeURIComponent(program(this.file))}`];
  }

  are(names: Readonly<Record<string, readonly string[]>>): void {
    writeFileSync(this.file, JSON.stringify(names));
  }
}
