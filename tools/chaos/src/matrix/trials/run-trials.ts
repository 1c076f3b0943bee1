import { type Column } from './cell';
import { type Scope, TrialRun } from './run-trial';
import { type Trial } from './trial';

/** A fault that ends by itself must not end before everything was asked, which is timed where all is well. */
const leastForMs = 20_000;

/** Who hears of columns as they are made. */
export interface TrialsListener {
  begins(trial: Trial): void;
  made(column: Column): Promise<void>;
  /** It could not be made, or not be ended: the others are made all the same. */
  failed(trial: Trial, error: Error): void;
}

/** Makes one column after the other. */
export async function runTrials(
  scope: Scope,
  trials: readonly Trial[],
  listener: TrialsListener,
): Promise<void> {
  let forMs = leastForMs;
  for (const trial of trials) {
    listener.begins(trial);
    try {
      const column = await new TrialRun(scope, trial).run(forMs);
      // Of a PostgreSQL that is away most of the time is waiting, which no other fault has to last for.
      if (!trial.recordIsAway) forMs = Math.max(forMs, 1.5 * column.askedForMs);
      await listener.made(column);
    } catch (error) {
      listener.failed(trial, error as Error);
      // What it has struck may be so still: then nothing that follows would be judged rightly, and all of it ends here.
      await scope.system.normal();
    }
  }
}
