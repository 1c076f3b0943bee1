import { type Noticed } from '../history/storm-history';

const mebibyte = 1_048_576;
/** Idle an instance has 150 at most; an hour of storm has been seen to add as much again. */
const mostMebibytes = 512;

/** Instances that were seen to have more memory than anything they keep is bounded by. */
export const memoryBeyond = (memory: ReadonlyMap<string, number>, at: number): Noticed[] =>
  [...memory]
    .filter(([, bytes]) => bytes > mostMebibytes * mebibyte)
    .map(([instance, bytes]) => ({
      ...{ at, instance },
      what: `memory-beyond: had ${Math.round(bytes / mebibyte)} MiB, where ${mostMebibytes} are the bar`,
    }));
