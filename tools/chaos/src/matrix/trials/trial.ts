import { type EndFault } from '../../faults/storm-fault';
import { type Instance, type StormSystem } from '../../system/storm-system';
import { type Circumstances } from '../judge/circumstances';

/** A column of the table: one fault, made while everything is asked. */
export interface Trial {
  readonly name: string;
  readonly does: string;
  readonly lacks: Circumstances['lacks'];
  /** Nobody can ask PostgreSQL while it lasts: what waits for it waits as long as it may. */
  readonly recordIsAway: boolean;
  /** The instances that are to notice that Redis is away: asked before, they would be asked in vain. */
  degrades(instance: Instance): boolean;
  /** Whether it is there to be asked. */
  isAsked(instance: Instance): boolean;
  begin(system: StormSystem, forMs: number): Promise<EndFault>;
}
