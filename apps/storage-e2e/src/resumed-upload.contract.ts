import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { removeFolder, type ServiceProcess, temporaryFolder } from '@secureconnect/testing';
import { type HttpResponse, Upload } from 'tus-js-client';
import { type StorageScene } from './storage-scene.contract';

const mebibyte = 1_048_576;

/** What came of it. */
export interface ResumedUpload {
  readonly fileId: string;
  readonly sentSha256: string;
  readonly storedSha256: string;
  /** Requests that carried bytes. */
  readonly patches: number;
  readonly kills: number;
  /** The most that any process of the service ever held, in bytes. */
  readonly mostMemory: number;
  readonly uploadMs: number;
}

/** A figure of a process as Linux keeps it, in kB. */
async function figureOf({ pid }: ServiceProcess, file: string, name: string): Promise<number> {
  const text = await readFile(`/proc/${pid}/${file}`, 'utf8');
  return Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(text)?.[1] ?? NaN);
}

async function writeRandom(path: string, mebibytes: number): Promise<string> {
  const hash = createHash('sha256');
  const file = await open(path, 'w');
  for (let left = mebibytes; left > 0; left -= 1) {
    const bytes = randomBytes(mebibyte);
    hash.update(bytes);
    await file.write(bytes);
  }
  await file.close();
  return hash.digest('hex');
}

/** Kills on the way: at a third who writes, and the other goes on; at two thirds both. */
class Killer {
  kills = 0;
  mostMemory = 0;
  private work: Promise<void> = Promise.resolve();

  constructor(private readonly scene: StorageScene) {}

  progress(part: number): void {
    if (part < (this.kills + 1) / 3 || this.kills === 2) return;
    this.kills += 1;
    const isFirst = this.kills === 1;
    this.work = this.work.then(() => (isFirst ? this.killWriter() : this.killBoth()));
  }

  async done(): Promise<void> {
    await this.work;
    await this.weigh();
  }

  private async weigh(): Promise<void> {
    for (const storage of this.scene.storages)
      this.mostMemory = Math.max(this.mostMemory, (await figureOf(storage, 'status', 'VmHWM')) * 1_024);
  }

  private async killWriter(): Promise<void> {
    await this.weigh();
    const [one, other] = await Promise.all(
      this.scene.storages.map((storage) => figureOf(storage, 'io', 'wchar')),
    );
    await this.scene.killAndRevive((one as number) > (other as number) ? 0 : 1);
  }

  private async killBoth(): Promise<void> {
    await this.weigh();
    await Promise.all([this.scene.killAndRevive(0), this.scene.killAndRevive(1)]);
  }
}

function upload(url: string, path: string, size: number, token: string, killer: Killer) {
  let patches = 0;
  return new Promise<{ fileId: string; patches: number }>((resolve, reject) => {
    new Upload(createReadStream(path), {
      ...{ endpoint: `${url}/v1/uploads/tus`, uploadSize: size, metadata: { filename: 'large.bin' } },
      headers: { authorization: `Bearer ${token}` },
      retryDelays: Array.from({ length: 60 }, () => 500),
      onProgress: (sent, total) => killer.progress(sent / (total ?? size)),
      onBeforeRequest: (request) => void (request.getMethod() === 'PATCH' && (patches += 1)),
      onSuccess: ({ lastResponse }: { lastResponse: HttpResponse }) =>
        resolve({ fileId: lastResponse.getHeader('Upload-File-Id') ?? '', patches }),
      onError: reject,
    }).start();
  });
}

async function storedDigest(url: string, fileId: string, token: string): Promise<string> {
  const headers = { authorization: `Bearer ${token}` };
  const answer = await fetch(`${url}/v1/files/${fileId}/content`, { headers });
  const hash = createHash('sha256');
  for await (const chunk of answer.body as unknown as AsyncIterable<Uint8Array>) hash.update(chunk);
  return hash.digest('hex');
}

/** Has a public client of tus bring a file of that size through the gateway, while the service is killed twice. */
export async function resumeThroughKills(
  scene: StorageScene,
  token: string,
  mebibytes: number,
): Promise<ResumedUpload> {
  const folder = temporaryFolder('large-upload');
  try {
    const path = join(folder, 'large.bin');
    const sentSha256 = await writeRandom(path, mebibytes);
    const killer = new Killer(scene);
    const since = performance.now();
    const { fileId, patches } = await upload(scene.url, path, mebibytes * mebibyte, token, killer);
    const uploadMs = performance.now() - since;
    const storedSha256 = await storedDigest(scene.url, fileId, token);
    await killer.done();
    const { kills, mostMemory } = killer;
    return { ...{ fileId, sentSha256, storedSha256, patches, kills }, mostMemory, uploadMs };
  } finally {
    await removeFolder(folder);
  }
}
