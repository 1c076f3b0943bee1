import { open, stat } from 'node:fs/promises';
import { stormNow } from '../history/storm-clock';
import { type Noticed } from '../history/storm-history';

/** A line that tells of trouble, as far as it is compared with others. */
export interface TroubleLine {
  readonly at: number;
  readonly instance: string;
  /** The part of the service that wrote it. */
  readonly subsystem: string;
  readonly text: string;
}

/** An instance and the files its processes write to, one after the other. */
export interface Logging {
  readonly name: string;
  readonly logs: readonly string[];
}

const everyMs = 500;
const levels: ReadonlySet<string> = new Set(['warn', 'error', 'fatal']);
const unhandled = /unhandled ?(promise)? ?rejection|uncaught ?exception/i;

/** Reads what instances log, as they log it: keeps what tells of trouble. */
export class LogWatch {
  readonly lines: TroubleLine[] = [];
  private readonly read = new Map<string, { offset: number; rest: string }>();
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> = Promise.resolve();

  constructor(
    private readonly instances: readonly Logging[],
    private readonly notice: (noticed: Noticed) => void,
  ) {
    this.timer = setInterval(() => void this.look(), everyMs);
  }

  /** Reads all there is, and no more after that. */
  async end(): Promise<void> {
    clearInterval(this.timer);
    await this.look();
  }

  private look(): Promise<void> {
    this.looking = this.looking.then(() => this.readAll());
    return this.looking;
  }

  private async readAll(): Promise<void> {
    for (const { name, logs } of this.instances) for (const file of [...logs]) await this.readOne(name, file);
  }

  private async readOne(instance: string, file: string): Promise<void> {
    const { offset, rest } = this.read.get(file) ?? { offset: 0, rest: '' };
    const { size } = await stat(file);
    if (size === offset) return;
    const handle = await open(file);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(size - offset), 0, size - offset, offset);
    await handle.close();
    const lines = (rest + buffer.toString('utf8', 0, bytesRead)).split('\n');
    this.read.set(file, { offset: offset + bytesRead, rest: lines.pop() ?? '' });
    for (const line of lines) this.take(instance, line);
  }

  private take(instance: string, line: string): void {
    if (line.trim() === '') return;
    const at = stormNow();
    if (unhandled.test(line))
      this.notice({ at, instance, what: `unhandled-rejection: ${line.slice(0, 2_000)}` });
    const said = lineOf(line);
    if (!said || !levels.has(said.level)) return;
    const { context: subsystem, msg: text } = said;
    this.lines.push({ at, instance, subsystem, text });
  }
}

interface Line {
  readonly level: string;
  readonly context: string;
  readonly msg: string;
}

/** What is no JSON is of Node itself: a warning, or the words it ends with. */
function lineOf(line: string): Line | undefined {
  if (!line.startsWith('{')) return { level: 'error', context: 'node', msg: line };
  try {
    const { level = '', context = '', msg = '' } = JSON.parse(line) as Partial<Line>;
    return { level, context, msg };
  } catch {
    return undefined; // Cut off by the death of whoever wrote it.
  }
}
