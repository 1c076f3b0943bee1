import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';

/** Gives ADMIN_PASSWORD, or what is typed at the terminal, which does not show it. */
export async function askPassword(): Promise<string> {
  const given = process.env['ADMIN_PASSWORD'];
  if (given) return given;
  if (!process.stdin.isTTY)
    throw new Error('Set ADMIN_PASSWORD, or run this at a terminal, where it asks for the password.');
  process.stderr.write('Password: ');
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const reader = createInterface({ input: process.stdin, output: nowhere, terminal: true });
  try {
    return await new Promise<string>((resolve, reject) => {
      reader.once('line', resolve);
      reader.once('close', () => reject(new Error('No password was given.')));
    });
  } finally {
    reader.close();
    process.stderr.write('\n');
  }
}
