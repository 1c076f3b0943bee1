import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { type RedisServer, removeFolder, temporaryFolder } from '@secureconnect/testing';
import { TokenSigner } from '../chat/token-signer';
import { endAtOnce, type Surroundings } from '../surroundings/surroundings';
import { limitless } from './storage-stage';

/** A storage with a PostgreSQL and a Redis of its own, to be frozen or killed. */
export interface StorageOfState {
  readonly url: string;
  readonly token: string;
  readonly redis: RedisServer;
  close(): Promise<void>;
}

/** All of them, by name. */
export interface StoragesOfStates<Name extends string> {
  readonly of: Readonly<Record<Name, StorageOfState>>;
  close(): Promise<void>;
}

/** One auth for all of them, which ask it for its keys alone. */
async function startKeys(around: Surroundings, signer: TokenSigner) {
  const own = await around.anew();
  await own.prepare('auth');
  await signer.publish(own.postgres);
  const auth = await own.start('auth');
  const close = async (): Promise<void> => {
    await endAtOnce(auth);
    await own.close();
  };
  return { url: auth.process.url, close };
}

/**
 * Starts one for each name, on one disk. They stand side by side and take turns, for within minutes this machine makes
 * of the same thing half of what it was, and twice as much again.
 */
export async function startStorages<Name extends string>(
  around: Surroundings,
  names: readonly Name[],
): Promise<StoragesOfStates<Name>> {
  const [signer, folder] = [new TokenSigner(), temporaryFolder('storage-bench')];
  const keys = await startKeys(around, signer);
  const start = async (name: Name): Promise<readonly [Name, StorageOfState]> => {
    const own = await around.anew();
    // What storage reads of auth is in the schema of auth.
    for (const service of ['auth', 'storage'] as const) await own.prepare(service);
    const env = { ...limitless, AUTH_URL: keys.url, STORAGE_DIR: join(folder, name) };
    const storage = await own.start('storage', { env });
    const close = async (): Promise<void> => {
      await endAtOnce(storage);
      await own.close();
    };
    const { redis } = own;
    return [name, { url: storage.process.url, token: signer.tokenOf(randomUUID()), redis, close }];
  };
  const all: (readonly [Name, StorageOfState])[] = [];
  for (const name of names) all.push(await start(name));
  return {
    of: Object.fromEntries(all) as Record<Name, StorageOfState>,
    close: async () => {
      await Promise.all([keys.close(), ...all.map(([, each]) => each.close())]);
      await removeFolder(folder);
    },
  };
}
