import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a clamd knows, and how much it takes. */
export type ClamdOptions = {
  /** What it finds, by the name it finds it under; nothing of what the world has. */
  signatures: Readonly<Record<string, Buffer>>;
  /** Bytes of one stream, at most. */
  streamMaxBytes?: number;
};

/** Writes all it is started with below a folder: its configuration, and a database of its own. */
export function writeClamdFiles(dir: string, port: number, options: ClamdOptions): void {
  const { signatures, streamMaxBytes = 104_857_600 } = options;
  const database = join(dir, 'database');
  mkdirSync(database);
  const lines = Object.entries(signatures).map(([name, bytes]) => `${name}:0:*:${bytes.toString('hex')}\n`);
  writeFileSync(join(database, 'own.ndb'), lines.join(''));
  const configuration = [
    ...[
      `DatabaseDirectory ${database}`,
      `TemporaryDirectory ${dir}`,
      `LocalSocket ${join(dir, 'clamd.sock')}`,
    ],
    ...['TCPAddr 127.0.0.1', `TCPSocket ${port}`, `StreamMaxLength ${streamMaxBytes}`],
    // Whoever starts it watches it.
    ...['Foreground yes', 'SelfCheck 0', 'MaxThreads 4', 'ConcurrentDatabaseReload no'],
  ];
  writeFileSync(join(dir, 'clamd.conf'), `${configuration.join('\n')}\n`);
}
