import { ClientError } from '@secureconnect/client';
import { type FileWire } from '@secureconnect/contracts';
import { until, type UntilOptions } from '@secureconnect/testing';
import { stormNow } from '../history/storm-clock';
import { type Facts, type Found } from '../history/storm-history';
import { digestOf } from './content';
import { type Crowd, type Person } from './crowd';
import { LastPatience } from './last-patience';

/** A file that was answered with. */
export interface StoredFile {
  readonly id: string;
  readonly owner: Person;
  readonly isPicture: boolean;
  /** It was asked to be gone, whatever came of it. */
  isDeleted: boolean;
}

const pageSize = 100;
/** Of those that were deleted so many are looked for, the last ones first: all would be more than people may ask. */
const mostDeleted = 200;

interface Seen extends Record<string, string | number> {
  status: number;
}

/** What is there of all files when all is well again, what of their thumbnails, and what they count for. */
export class FilesAtLast {
  private readonly all: Found[] = [];
  private readonly patience = new LastPatience(120_000, 500);

  constructor(
    private readonly crowd: Crowd,
    private readonly files: readonly StoredFile[],
  ) {}

  async found(): Promise<readonly Found[]> {
    const there = this.files.filter(({ isDeleted }) => !isDeleted);
    const gone = this.files.filter(({ isDeleted }) => isDeleted).slice(-mostDeleted);
    for (const file of [...there, ...gone])
      this.add(file.owner, 'file', { file: file.id, ...(await contentOf(file, this.patience.left)) });
    for (const file of there.filter(({ isPicture }) => isPicture))
      this.add(file.owner, 'thumbnail', { file: file.id, ...(await thumbnailOf(file, this.patience.left)) });
    for (const person of this.crowd.people) {
      const { listed, ...room } = await roomOf(person, this.patience.left);
      for (const { id, name } of listed) this.add(person, 'listed-file', { file: id, name });
      this.add(person, 'quota', { ...room, listed: listed.reduce((sum, { size }) => sum + size, 0) });
    }
    return this.all;
  }

  private add({ account }: Person, what: string, facts: Facts): void {
    this.all.push({ subject: 'files', actor: account.name, at: stormNow(), what, facts });
  }
}

/** What is not there is an answer; what cannot be said right now is asked again. */
function contentOf({ id, owner }: StoredFile, patience: UntilOptions): Promise<Seen> {
  return until(
    'its content',
    () =>
      statusOf(async () => {
        const download = await owner.devices[0].client.files.download(id);
        return { status: 200, sha256: digestOf(await download.bytes()) };
      }),
    patience,
  ).catch(() => ({ status: 0 })); // Judged as what is not there.
}

async function thumbnailOf({ id, owner }: StoredFile, patience: UntilOptions): Promise<Seen> {
  let last: Seen = { status: 0 };
  const isThere = async () => {
    last = await statusOf(async () => {
      const token = await owner.devices[0].token();
      const url = `${owner.devices[0].door.url}/v1/files/${id}/thumbnails/256`;
      const headers = { authorization: `Bearer ${token}`, 'x-forwarded-for': owner.account.from };
      const answer = await fetch(url, { headers, signal: AbortSignal.timeout(30_000) });
      const bytes = await answer.arrayBuffer();
      return { status: answer.status, size: bytes.byteLength };
    });
    return last.status === 200;
  };
  await until('its thumbnail', isThere, patience).catch(() => undefined); // What was answered last is judged.
  return last;
}

async function statusOf(run: () => Promise<Seen>): Promise<Seen> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof ClientError && !error.isPassing)
      return { status: error.status ?? 0, code: error.code };
    throw error;
  }
}

/** What she is shown in her list, and what it counts for. */
interface Room {
  readonly used: number | null;
  readonly reserved: number | null;
  readonly listed: readonly FileWire[];
}

function roomOf({ devices: [{ client }] }: Person, patience: UntilOptions): Promise<Room> {
  return until(
    'her room',
    async () => {
      const listed: FileWire[] = [];
      for (let cursor: string | undefined; ;) {
        const page = await client.files.list({ limit: pageSize, ...(cursor !== undefined && { cursor }) });
        listed.push(...page.items);
        if (page.next_cursor === null) break;
        cursor = page.next_cursor;
      }
      const { used, reserved } = await client.files.quota();
      return { used, reserved, listed };
    },
    patience,
  ).catch(() => ({ used: null, reserved: null, listed: [] })); // Nobody could say it in all that time: that is judged.
}
