import { type WatchedFleet } from '../live/watched-fleet';

/** A fault of real servers, and the alerts it is there for. */
export interface AlertFault {
  /** Stable, for `--fault` and tables. */
  readonly name: string;
  readonly does: string;
  /** Each must fire within two minutes of its beginning, and clear within two minutes of its end. */
  readonly fires: readonly string[];
  /** What may fire beside them, and why that is right. */
  readonly beside?: Readonly<Record<string, string>>;
  /** What differs here from how it happens in production. */
  readonly note?: string;
  /** Begins it; gives what ends it, which resolves when what was struck is well. */
  begin(fleet: WatchedFleet): Promise<() => Promise<void>>;
}
