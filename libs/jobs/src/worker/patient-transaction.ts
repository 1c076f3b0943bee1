import { setTimeout as rest } from 'node:timers/promises';
import { classifyDatabaseError } from '@secureconnect/platform';
import { type EntityManager } from 'typeorm';

type Work<T> = (manager: EntityManager) => Promise<T>;

const againMs = 100;

/** Begins a transaction as soon as there is a connection for it, for as long as nobody calls that off. */
export async function patientTransaction<T>(
  transaction: (work: Work<T>) => Promise<T>,
  work: Work<T>,
  signal: AbortSignal,
): Promise<T> {
  for (;;) {
    let isBegun = false;
    const begin: Work<T> = (manager) => {
      isBegun = true;
      return work(manager);
    };
    try {
      return await transaction(begin);
    } catch (error) {
      // What has begun is its handler's to try again.
      if (isBegun || signal.aborted || !classifyDatabaseError(error)) throw error;
    }
    await rest(againMs, undefined, { signal });
  }
}
