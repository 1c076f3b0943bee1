import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { removeFolder, temporaryFolder } from '@secureconnect/testing';
import { TokenSigner } from '../chat/token-signer';
import { startPeer } from '../gateway/start-peer';
import { endAtOnce, type Started, type Surroundings } from '../surroundings/surroundings';
import { startStaticNginx } from './start-static-nginx';

/** Where files are brought and fetched: ours alone and behind its gateway, and what it is compared with. */
export interface StorageStage {
  readonly ours: string;
  readonly gateway: string;
  readonly bare: string;
  readonly nginx: string;
  readonly token: string;
  close(): Promise<void>;
}

/** Neither a rate nor a quota keeps anybody. */
export const limitless = { RATE_LIMIT_ENABLED: 'false', STORAGE_QUOTA_BYTES: String(2 ** 40) };

/** Starts storage, a gateway before it, a bare stream and an nginx, with their folders on one disk. */
export async function startStorageStage(
  around: Surroundings,
  progress: (step: string) => void,
): Promise<StorageStage> {
  const folder = temporaryFolder('storage-bench');
  for (const name of ['ours', 'files']) mkdirSync(join(folder, name));
  const nginx = await startStaticNginx(folder, progress);
  const signer = new TokenSigner();
  for (const name of ['auth', 'storage', 'gateway'] as const) await around.prepare(name);
  await signer.publish(around.postgres);
  const env = { ...limitless, STORAGE_DIR: join(folder, 'ours') };
  const services: Started[] = [];
  for (const name of ['auth', 'storage', 'gateway'] as const)
    services.push(await around.start(name, { env }));
  const [, storage, gateway] = services as [Started, Started, Started];
  const bare = await startPeer(around, 'peers/bare-files.ts', join(folder, 'files'));
  const close = async (): Promise<void> => {
    await Promise.all([...services.map(endAtOnce), bare.close(), nginx.close()]);
    await removeFolder(folder);
  };
  const token = signer.tokenOf(randomUUID());
  return {
    ...{ ours: storage.process.url, gateway: gateway.process.url, bare: bare.url, nginx: nginx.url },
    ...{ token, close },
  };
}
