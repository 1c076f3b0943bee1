import { createReadStream, createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { type ModeSample } from '../storm/mode-watch';
import { type StormPlan } from '../storm/storm-plan';
import { StormError } from '../storm/storm.error';
import { type Finding } from './finding';
import {
  type Found,
  type Heard,
  type MadeFault,
  type Noticed,
  type Starved,
  type Step,
  type StormHistory,
} from './storm-history';

/** All that is kept of a storm: enough to judge it again, and to hold it again. */
export interface KeptStorm {
  readonly plan: StormPlan;
  readonly history: StormHistory;
  readonly modes: readonly ModeSample[];
  /** The most memory that each instance was seen to have, in bytes. */
  readonly memory: Readonly<Record<string, number>>;
  readonly findings: readonly Finding[];
}

/** What a line of the file is: each has one of these names and its content. */
interface Lines {
  plan: StormPlan;
  times: { readonly began: number; readonly ended: number; readonly calmFrom?: number };
  memory: Readonly<Record<string, number>>;
  step: Step;
  heard: Heard;
  fault: MadeFault;
  found: Found;
  noticed: Noticed;
  starved: Starved;
  mode: ModeSample;
  finding: Finding;
}

function* linesOf({ plan, history, modes, memory, findings }: KeptStorm): Generator<Partial<Lines>> {
  const { began, ended, calmFrom } = history;
  yield { plan };
  yield { times: { began, ended, ...(calmFrom !== undefined && { calmFrom }) } };
  yield { memory };
  for (const finding of findings) yield { finding };
  for (const fault of history.faults) yield { fault };
  for (const noticed of history.noticed) yield { noticed };
  for (const starved of history.starved ?? []) yield { starved };
  for (const mode of modes) yield { mode };
  for (const found of history.found) yield { found };
  for (const step of history.steps) yield { step };
  for (const heard of history.heard) yield { heard };
}

/** Writes it, a line for each thing that happened: an hour is too long for one text. */
export async function keepStorm(kept: KeptStorm, file: string): Promise<void> {
  const stream = createWriteStream(file);
  for (const line of linesOf(kept))
    if (!stream.write(`${JSON.stringify(line)}\n`)) await once(stream, 'drain');
  stream.end();
  await once(stream, 'finish');
}

/** Reads one that was kept; throws a StormError for what is none. */
export async function readStorm(file: string): Promise<KeptStorm> {
  const read = new ReadStorm();
  try {
    for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Infinity }))
      if (line !== '') read.take(JSON.parse(line) as Partial<Lines>);
  } catch (cause) {
    throw new StormError(
      `${file} is no history of a storm (${(cause as Error).message}): name the history.jsonl that a report has beside it.`,
      { cause },
    );
  }
  return read.storm(file);
}

class ReadStorm {
  private one: Partial<Lines> = {};
  private readonly lists = {
    ...{ step: [] as Step[], heard: [] as Heard[], fault: [] as MadeFault[], found: [] as Found[] },
    ...{ noticed: [] as Noticed[], mode: [] as ModeSample[], finding: [] as Finding[] },
    starved: [] as Starved[],
  };

  take(line: Partial<Lines>): void {
    const [name, content] = Object.entries(line)[0] ?? [];
    if (name !== undefined && name in this.lists)
      (this.lists[name as keyof typeof this.lists] as unknown[]).push(content);
    else this.one = { ...this.one, ...line };
  }

  storm(file: string): KeptStorm {
    const { plan, times, memory = {} } = this.one;
    if (!plan || !times)
      throw new StormError(`${file} lacks its plan: it is no history of a storm, or half of one.`);
    const { step: steps, heard, fault: faults, found, noticed, mode: modes, finding: findings } = this.lists;
    const { starved } = this.lists;
    const history = { seed: plan.seed, ...times, steps, heard, faults, found, noticed, starved };
    return { plan, history, modes, memory, findings };
  }
}
