import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../process/free-port';
import { temporaryFolder } from '../process/temporary-folder';
import { attributeFolder } from './attribute-folder';
import { writeS3Configuration } from './s3-configuration';
import { findS3 } from './s3-installation';
import { s3Program } from './s3-program.constants';
import { S3Server } from './s3-server';

const bucket = 'files';

/** The Python that Debian built it for need not be the first on the PATH. */
const pythonOf = (program: string): string =>
  /^#! *(\S+)/.exec(readFileSync(program, 'utf8'))?.[1] ?? 'python3';

/**
 * Starts an S3 of our own and resolves when it answers, its bucket made. It ends with this process at the latest.
 * Rejects with S3MissingError or S3StartError.
 */
export async function startS3(): Promise<S3Server> {
  const command = pythonOf(findS3());
  const dir = temporaryFolder('s3', attributeFolder(command));
  mkdirSync(join(dir, 'disk'));
  const key = randomBytes(16).toString('hex');
  const account = { account: 'test', user: 'storage', key, region: 'eu-central-7' };
  writeS3Configuration(dir, account);
  const ports = [await freePort(), await freePort(), await freePort(), await freePort()] as const;
  const args = ['-c', s3Program, dir, account.account, bucket, ...ports.map(String)];
  const server = new S3Server({ command, args, dir, port: ports[3], bucket, account });
  try {
    await server.start();
    return server;
  } catch (error) {
    await server.close();
    throw error;
  }
}
