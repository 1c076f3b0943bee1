import { perSecond } from '../auth/auth-stage';
import { type Unit } from '../benchmark';
import { median } from '../figures/rounds';
import { type FileSubject } from './file-subject';

const mebibyte = 1_048_576;
const smallBytes = 4_096;
const lanes = 8;
/** By then a program has compiled what it runs often. */
const warmCalls = 300;

/** What is measured of files, as figures are named. */
export const fileAspects = [
  ['MiB uploaded', '/s', 'up'],
  ['MiB downloaded', '/s', 'down'],
  ['the first byte of a file', 'ms', 'firstByteMs'],
  ['small files uploaded', '/s', 'small'],
] as const satisfies readonly (readonly [string, Unit, string])[];

/** One of them. */
export type FileAspect = (typeof fileAspects)[number][2];

/** What one subject reaches, one thing at a time, so that several can take turns at each. */
export class FileTrial {
  private readonly bytes: number;
  private readonly free = Array.from({ length: lanes }, (_, lane) => lane);
  private large = '';
  private little = '';

  constructor(
    private readonly subject: FileSubject,
    private readonly quick: boolean,
  ) {
    this.bytes = (quick ? 16 : 256) * mebibyte;
  }

  /** None is measured by its first calls, which are slow in proportion to how much there is to compile. */
  async warmUp(): Promise<void> {
    this.little = (await this.subject.put(65_536)).path;
    for (let left = warmCalls; left > 0; left -= 1) await this.subject.get(this.little);
    await this.up();
    await this.down();
    await this.small();
  }

  /** MiB a second. */
  async up(): Promise<number> {
    const { path, ms } = await this.subject.put(this.bytes);
    this.large = path;
    return this.rate(ms);
  }

  /** MiB a second, of what was brought last. */
  async down(): Promise<number> {
    return this.rate((await this.subject.get(this.large)).ms);
  }

  async firstByteMs(): Promise<number> {
    const took: number[] = [];
    for (let left = this.quick ? 20 : 100; left > 0; left -= 1)
      took.push((await this.subject.get(this.little)).firstByteMs);
    return median(took);
  }

  /** Files a second. */
  small(): Promise<number> {
    return perSecond(this.quick ? 0.5 : 1, lanes, async () => {
      const lane = this.free.pop() as number;
      await this.subject.putSmall(lane, smallBytes);
      this.free.push(lane);
    });
  }

  close(): void {
    this.subject.close();
  }

  private rate = (ms: number): number => (this.bytes / mebibyte / ms) * 1_000;
}
