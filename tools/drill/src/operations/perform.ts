import { type Cast } from '../cast/cast';
import { inTime } from '../in-time';
import { type Phase } from '../phase';
import { type Operation, type Outcome } from './operation';

/** Does one thing, in time, and says what became of it; throws only where the drill is ended. */
export async function perform(
  operation: Operation,
  cast: Cast,
  phase: Phase,
  elapsed: () => number,
  ending: AbortSignal,
  patienceMs: number,
): Promise<Outcome> {
  const at = elapsed();
  const outcome = (held: boolean, said: string): Outcome => ({
    ...{ operation: operation.name, phase, held, said, at, ms: elapsed() - at },
  });
  try {
    return outcome(true, await inTime('it', () => operation.run(cast, phase), ending, patienceMs));
  } catch (error) {
    ending.throwIfAborted();
    return outcome(false, error instanceof Error ? error.message : String(error));
  }
}
