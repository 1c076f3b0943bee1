import { type Starved } from '../history/storm-history';

/** What a machine withheld in one second or so. */
export interface MachineSample {
  readonly from: number;
  readonly at: number;
  /** The part of it in which a service wanted to run and had no processor, on the mean of all services: 0 to 1. */
  readonly waiting: number;
  /** The longest that the process of all clients came late by. */
  readonly lagMs: number;
  /** The part of the processors' time that went to other machines: 0 to 1. */
  readonly stolen: number;
}

/** A service that waits half of its time is at most half as fast as it was built for; all deadlines count on more. */
const bars = { waiting: 0.4, lagMs: 500, stolen: 0.3 } as const;
/** One bad second is the storm's own doing (eleven processes start and hash); a stretch of them is the machine's. */
const stretch = 5;

/** The stretches in which one of the measures was beyond its bar on the mean of five samples. */
export function starvedOf(samples: readonly MachineSample[]): Starved[] {
  const found: { from: number; to: number; why: string }[] = [];
  for (let index = stretch - 1; index < samples.length; index += 1) {
    const of = samples.slice(index - stretch + 1, index + 1);
    const why = beyond(of);
    if (why === undefined) continue;
    const [from, to] = [of[0]?.from ?? 0, samples[index]?.at ?? 0];
    const last = found.at(-1);
    if (last && last.to >= from) last.to = to;
    else found.push({ from, to, why });
  }
  return found;
}

function beyond(of: readonly MachineSample[]): string | undefined {
  const mean = (name: keyof typeof bars) => of.reduce((sum, each) => sum + each[name], 0) / of.length;
  const [waiting, lagMs, stolen] = [mean('waiting'), mean('lagMs'), mean('stolen')];
  if (stolen > bars.stolen) return `${percent(stolen)} of the processors went to other machines`;
  if (waiting > bars.waiting) return `services waited ${percent(waiting)} of the time for a processor`;
  return lagMs > bars.lagMs ? `the clients came ${Math.round(lagMs)} ms late` : undefined;
}

const percent = (part: number): string => `${Math.round(100 * part)} %`;
