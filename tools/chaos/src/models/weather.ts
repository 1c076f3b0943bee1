import { type MadeFault, type Step, type StormHistory } from '../history/storm-history';
import { type StormService } from '../system/storm-system';
import { reachOf } from './reach';

/** `chat-1`; PostgreSQL is behind everybody. */
const ofInstance = /^(gateway|auth|chat|video|storage)-\d$/;

/** When which part of the system was struck. Redis alone excuses nothing: who is without it serves all the same. */
export class Weather {
  private readonly faults: readonly MadeFault[];
  private readonly calmFrom: number;

  constructor({ faults, calmFrom = Infinity }: StormHistory) {
    this.faults = faults;
    this.calmFrom = calmFrom;
  }

  /** Whether PostgreSQL or something of these services was struck at any moment between. */
  isStruck(from: number, to: number, ...services: readonly StormService[]): boolean {
    return this.strikes(from, to, services).length > 0;
  }

  /** For how long it was, in all of that time: what lasts that long is explained by nothing shorter. */
  struckMs(from: number, to: number, ...services: readonly StormService[]): number {
    let [sum, counted] = [0, from];
    for (const fault of [...this.strikes(from, to, services)].sort((one, other) => one.from - other.from)) {
      const until = Math.min(to, fault.to);
      sum += Math.max(0, until - Math.max(counted, fault.from));
      counted = Math.max(counted, until);
    }
    return sum;
  }

  /** Whether one of those lay on the way of a step: its door, what that asks, or the record. All is calm when all were well again. */
  isInTheWayOf(step: Step, afterMs: number): boolean {
    if (step.begun > this.calmFrom) return false;
    const reach = reachOf(step);
    return this.during(step.begun, step.ended, afterMs).some(
      (fault) => !isOfRedis(fault) && partsOf(fault).every((part) => reach.has(part)),
    );
  }

  /** How long the door itself was frozen, or the way of clients to it held up what was sent, while a step was under way. */
  heldUpMs({ door, begun, ended }: Step): number {
    return this.during(begun, ended, 0)
      .filter(({ struck }) => struck === door || struck === `clients to ${door}`)
      .reduce((sum, { from, to }) => sum + Math.min(to, ended) - Math.max(from, begun), 0);
  }

  private strikes(from: number, to: number, services: readonly StormService[]): MadeFault[] {
    const isOfThese = ({ struck }: MadeFault) =>
      struck === 'postgres' || services.some((service) => struck.includes(`${service}-`));
    return this.during(from, to, 0).filter((fault) => !isOfRedis(fault) && isOfThese(fault));
  }

  private during(from: number, to: number, afterMs: number): MadeFault[] {
    return this.faults.filter((fault) => fault.from <= to && fault.to + afterMs >= from);
  }
}

const isOfRedis = ({ struck }: MadeFault): boolean => /^redis|to redis$/.test(struck);

const partsOf = ({ struck }: MadeFault): string[] =>
  struck.split(' to ').filter((part) => ofInstance.test(part));
