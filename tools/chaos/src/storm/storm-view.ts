import { type MadeFault, type Noticed } from '../history/storm-history';
import { type Finding } from '../history/finding';
import { type InstanceMode } from '../system/storm-system';
import { type PlannedFault, type StormPlan } from './storm-plan';

/** What a storm is like at a moment. */
export interface StormNow {
  readonly elapsedMs: number;
  readonly counts: Readonly<Record<string, number>>;
  readonly modes: readonly InstanceMode[];
  readonly instances: readonly string[];
}

/** Where people see what happens. */
export interface StormView {
  said(what: string): void;
  begins(plan: StormPlan): void;
  begun(fault: PlannedFault): void;
  ended(fault: MadeFault): void;
  failed(fault: PlannedFault, why: string): void;
  noticed(what: Noticed): void;
  /** Again and again. */
  now(now: StormNow): void;
  found(findings: readonly Finding[]): void;
  end(): void;
}
