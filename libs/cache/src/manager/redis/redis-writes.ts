import { type RedisGate } from '@secureconnect/redis';
import { type CallDeadline } from '@secureconnect/resilience';
import { type CacheKeys, type MarkedKey } from './cache-keys';
import { asCommandError } from './command-error';
import {
  addTo,
  deleteField,
  deleteKeys,
  forgetKeys,
  noteFlush,
  writeExpiry,
  type FlatMark,
  writeField,
  writeText,
  writeTexts,
} from './write-scripts';

/** A sum that is to come about once. */
export interface Addition {
  readonly command: 'INCRBY' | 'DECRBY';
  readonly by: string;
  readonly origin: string;
  readonly sequence: number;
  /** Those before it are never asked about again. */
  readonly floor: number;
}

/** As Redis takes it; 0 stands for ever. */
const pxOf = (ttl: number): number => (ttl === Infinity ? 0 : ttl);

/** The writing half of a cache manager's Redis. */
export class RedisWrites {
  constructor(
    private readonly gate: RedisGate,
    private readonly keys: CacheKeys,
  ) {}

  text(key: string, value: string, ttl: number, at: string, { leftMs }: CallDeadline): Promise<FlatMark> {
    const { stamp, ...names } = this.keys.marked(key, at);
    const args = { stamp, px: pxOf(ttl), value };
    return this.gate.run(writeText, names, args, { deadlineMs: leftMs }).catch(asCommandError);
  }

  async texts(
    pairs: readonly (readonly [key: string, value: string])[],
    ttl: number,
    at: string,
    { leftMs }: CallDeadline,
  ): Promise<readonly FlatMark[]> {
    const marks: FlatMark[] = [];
    const parts = this.keys.bySlot(pairs, ([key]) => key);
    const write = async (part: readonly (readonly [readonly [string, string], number])[]): Promise<void> => {
      const entries = part.flatMap(([[key, value]]) => [...inTurn(this.keys.marked(key, at)), value]);
      const first = entries[0] ?? '';
      const args = { px: pxOf(ttl), entries };
      const told = await this.gate.run(writeTexts, { first }, args, { deadlineMs: leftMs });
      part.forEach(([, place], index) => (marks[place] = told[index] as FlatMark));
    };
    await Promise.all(parts.map(write)).catch(asCommandError);
    return marks;
  }

  async gone(keys: readonly string[], at: string, { leftMs }: CallDeadline) {
    const marks: FlatMark[] = [];
    const parts = this.keys.bySlot(keys, (key) => key);
    const counts = parts.map(async (part) => {
      const entries = part.flatMap(([key]) => inTurn(this.keys.marked(key, at)));
      const first = entries[0] ?? '';
      const told = await this.gate.run(deleteKeys, { first }, { entries }, { deadlineMs: leftMs });
      part.forEach(([, place], index) => (marks[place] = told.marks[index] as FlatMark));
      return told.deleted;
    });
    const deleted = (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
    return { deleted, marks };
  }

  expiry(key: string, ttl: number, at: string, { leftMs }: CallDeadline) {
    const { stamp, ...names } = this.keys.marked(key, at);
    const isForEver = ttl === Infinity;
    const args = { stamp, px: isForEver ? 0 : ttl, isForEver: isForEver ? 1 : 0 };
    return this.gate.run(writeExpiry, names, args, { deadlineMs: leftMs }).catch(asCommandError);
  }

  add(key: string, { command, ...addition }: Addition, ttl: number, at: string, { leftMs }: CallDeadline) {
    const { stamp, ...names } = this.keys.marked(key, at);
    const args = { command, ...addition, px: pxOf(ttl), stamp };
    return this.gate.run(addTo, names, args, { deadlineMs: leftMs }).catch(asCommandError);
  }

  field(key: string, pair: readonly [string, string], ttl: number, at: string, { leftMs }: CallDeadline) {
    const { stamp, ...names } = this.keys.marked(key, at);
    const args = { stamp, px: pxOf(ttl), field: pair[0], value: pair[1] };
    return this.gate.run(writeField, names, args, { deadlineMs: leftMs }).catch(asCommandError);
  }

  fieldGone(key: string, field: string, at: string, { leftMs }: CallDeadline) {
    const { stamp, ...names } = this.keys.marked(key, at);
    return this.gate.run(deleteField, names, { stamp, field }, { deadlineMs: leftMs }).catch(asCommandError);
  }

  /** One step of forgetting all keys of a server; gives the next cursor. */
  forget(server: string, cursor: string, { leftMs }: CallDeadline): Promise<string> {
    const pattern = this.keys.pattern('*');
    return this.gate.run(forgetKeys, { server }, { cursor, pattern }, { deadlineMs: leftMs });
  }

  /** All keys are forgotten: what was written before does not come back. */
  noteFlush(at: string, { leftMs }: CallDeadline): Promise<void> {
    return this.gate.run(noteFlush, { key: this.keys.flushed }, { at }, { deadlineMs: leftMs });
  }
}

const inTurn = ({ key, mark, stamp }: MarkedKey): string[] => [key, mark, stamp];
