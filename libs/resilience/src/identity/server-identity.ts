import { type RedisSighting } from '../health/redis-sighting';
import { type Rehydration } from '../recovery/rehydration';
import { type EpochRecord } from './epoch-record.port';
import { EpochUnknownError } from './epoch-unknown.error';
import { type IdentityChange } from './identity-change';
import { type Marker, readMarker, serverOf, writeMarker } from './marker';

/** What a sighting means, and what has to be done before this Redis is trusted. */
export interface Judgement {
  /** Undefined: it is the Redis we know. */
  readonly change: IdentityChange | undefined;
  readonly rehydrate: Rehydration;
  readonly knownUntil?: number | undefined;
  /** Which server was judged. */
  readonly server: string;
  readonly epoch: number | null;
  /** The filling counts as a new one. */
  readonly advances: boolean;
  readonly found: number | null;
}

/** Knows which Redis was filled last, and judges by it what a probe saw. */
export class ServerIdentity {
  private known: Marker | undefined;

  constructor(private readonly record: EpochRecord) {}

  /** What stands under the marker key of the Redis we trust; undefined before there was one. */
  get marker(): string | undefined {
    return this.known && writeMarker(this.known);
  }

  get epoch(): number | undefined {
    return this.known?.epoch;
  }

  /** The very Redis we trust, in the same run, without asking anybody. */
  recognises(sighting: RedisSighting): boolean {
    return sighting.marker === this.marker && serverOf(sighting) === this.known?.server;
  }

  /** Asks the record only where the marker is not the one we know; rejects with EpochUnknownError where it must and cannot. */
  async judge(sighting: RedisSighting): Promise<Judgement> {
    const found = readMarker(sighting.marker);
    const server = serverOf(sighting);
    const seen = { server, found: found?.epoch ?? null };
    if (found && found.epoch === this.known?.epoch) {
      if (this.recognises(sighting)) return { ...seen, ...trusted, epoch: found.epoch };
      // It took over, and somebody marked it already: who knows what we wrote to the other one since the two parted?
      const hasParted = found.server === server && sighting.replicationId !== '';
      return { ...seen, ...(hasParted ? replayAll : replay(sighting)), epoch: found.epoch };
    }
    const current = await this.record.current().catch((error: unknown) => {
      throw new EpochUnknownError(error);
    });
    if (found && found.epoch === current) {
      const isSame = found.server === server;
      // A process that begins may follow one that ended before it had brought Redis what it had kept.
      if (!this.known)
        return { ...seen, ...replayAll, epoch: current, change: isSame ? undefined : 'restarted' };
      if (!isSame) return { ...seen, ...replay(sighting), epoch: current };
      return { ...seen, ...trusted, epoch: current, change: 'refilled' };
    }
    const change = found ? 'replaced' : current === null ? 'first' : 'emptied';
    return { ...seen, change, rehydrate: 'everything', epoch: current, advances: true };
  }

  /** The marker that says what was done; counts the epoch on where the judgement says so. */
  async markerFor({ advances, epoch, server, found }: Judgement): Promise<string> {
    if (!advances) return writeMarker({ epoch: epoch ?? 0, server });
    const next = await this.record.advance(epoch, found).catch((error: unknown) => {
      throw new EpochUnknownError(error);
    });
    return writeMarker({ epoch: next, server });
  }

  /** All was done, and Redis is marked so: from now on this is the Redis we know. */
  trust(marker: string): void {
    this.known = readMarker(marker) ?? undefined;
  }
}

const trusted = { change: undefined, rehydrate: 'nothing', advances: false } as const;

const replayAll = { change: 'restarted', rehydrate: 'everything', advances: false } as const;

/** Where nothing tells how old its data is, all of the record has to be merged in. */
const replay = ({ knownUntil }: RedisSighting) =>
  ({
    change: 'restarted',
    rehydrate: knownUntil === null ? 'everything' : 'recent',
    knownUntil: knownUntil ?? undefined,
    advances: false,
  }) as const;
