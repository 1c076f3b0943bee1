import { type OpenedUpload } from '@secureconnect/client';
import { type FileWire } from '@secureconnect/contracts';
import { type Dice } from '@secureconnect/testing';
import { type Found } from '../history/storm-history';
import { byClient } from './by-client';
import { type Content, digestOf, octets, picture } from './content';
import { type Crowd, type Person } from './crowd';
import { type Device } from './device';
import { FilesAtLast, type StoredFile } from './files-at-last';
import { type Pastime } from './pastime';
import { type Stage } from './stage';

/** Of one person; then she deletes before she brings more. */
const mostKept = 20;
const small = { least: 2_000, most: 300_000 };
/** Brought in parts, which can be gone on with. */
const large = { least: 1_100_000, most: 2_200_000 };

/** People who bring files, whole and in parts, let go in the middle and go on, read them and delete them, and try those of others. */
export class Filing implements Pastime {
  readonly loops: number;
  readonly slowness = 4;
  private readonly kept = new Map<Person, StoredFile[]>();
  private readonly all: StoredFile[] = [];

  constructor(
    private readonly stage: Stage,
    private readonly crowd: Crowd,
  ) {
    this.loops = crowd.people.length;
  }

  begin(): Promise<void> {
    for (const person of this.crowd.people) this.kept.set(person, []);
    return Promise.resolve();
  }

  async step(dice: Dice, loop: number): Promise<void> {
    const person = this.crowd.people[loop] as Person;
    const own = this.kept.get(person) as StoredFile[];
    const device = dice.one(person.devices);
    if (dice.chance(0.04)) return this.pry(dice, person, device);
    const drawn = own.length >= mostKept ? 1 : dice.next();
    if (drawn < 0.5 || own.length === 0) return this.bring(dice, person, device);
    const one = dice.one(own);
    if (drawn < 0.85) return this.read(device, one);
    own.splice(own.indexOf(one), 1);
    await this.remove(device, one);
  }

  end(): Promise<readonly Found[]> {
    return new FilesAtLast(this.crowd, this.all).found();
  }

  private async bring(dice: Dice, person: Person, device: Device): Promise<void> {
    const drawn = dice.next();
    const isLarge = drawn > 0.75;
    const sizes = isLarge ? large : small;
    const size = Math.round(dice.between(sizes.least, sizes.most));
    const content = drawn < 0.25 ? picture() : octets(size);
    const { name, sha256 } = content;
    const asking = { ...this.by(device, 'upload'), facts: { name, sha256, size: content.bytes.length } };
    const isLetGo = isLarge && dice.chance(0.4);
    const { result } = await this.stage.record.step(asking, () =>
      byClient(
        () => (isLetGo ? interrupted(device, content) : whole(device, content)),
        ({ id }) => ({ file: id }),
      ),
    );
    if (!result) return;
    const stored = { id: result.id, owner: person, isPicture: drawn < 0.25, isDeleted: false };
    this.all.push(stored);
    this.kept.get(person)?.push(stored);
  }

  private async read(device: Device, { id }: StoredFile): Promise<void> {
    await this.stage.record.step({ ...this.by(device, 'download'), facts: { file: id } }, () =>
      byClient(
        async () => (await device.client.files.download(id)).bytes(),
        (bytes) => ({ sha256: digestOf(bytes) }),
      ),
    );
  }

  /** What is somebody else's, and was shared with nobody. */
  private async pry(dice: Dice, person: Person, device: Device): Promise<void> {
    const theirs = this.all.filter(({ owner, isDeleted }) => owner !== person && !isDeleted);
    if (theirs.length === 0) return;
    const { id } = dice.one(theirs);
    await this.stage.record.step({ ...this.by(device, 'pry'), facts: { file: id } }, () =>
      byClient(async () => (await device.client.files.download(id)).bytes()),
    );
  }

  private async remove(device: Device, file: StoredFile): Promise<void> {
    file.isDeleted = true;
    await this.stage.record.step({ ...this.by(device, 'delete-file'), facts: { file: file.id } }, () =>
      byClient(() => device.client.files.delete(file.id)),
    );
  }

  private by(device: Device, what: string) {
    return { subject: 'files', what, actor: device.name, door: device.door.name } as const;
  }
}

const blobOf = ({ bytes, type }: Content): Blob => new Blob([bytes as Uint8Array<ArrayBuffer>], { type });

function whole({ client }: Device, content: Content): Promise<FileWire> {
  return client.files.upload(blobOf(content), { name: content.name, type: content.type });
}

/** Let go of as soon as the first part is there, and gone on with. */
async function interrupted({ client }: Device, content: Content): Promise<FileWire> {
  const letGo = new AbortController();
  let opened: OpenedUpload | undefined;
  const options = { name: content.name, type: content.type };
  try {
    return await client.files.upload(blobOf(content), {
      ...{ ...options, signal: letGo.signal },
      onOpened: (upload) => void (opened = upload),
      onProgress: ({ sent }) => sent > 0 && letGo.abort(),
    });
  } catch (error) {
    // Its own signal ended it: then it is gone on with; anything else came of it.
    if (!letGo.signal.aborted || !opened) throw error;
    return client.files.upload(blobOf(content), { ...options, resume: opened });
  }
}
