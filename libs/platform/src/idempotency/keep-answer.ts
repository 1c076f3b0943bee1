import { AsyncLocalStorage } from 'node:async_hooks';
import { type EntityManager } from 'typeorm';

/** Keeps a body as the answer of the request that is being carried out. */
export type AnswerKeeper = (manager: EntityManager, body: unknown) => Promise<void>;

const current = new AsyncLocalStorage<AnswerKeeper>();

/**
 * Keeps the answer in the transaction that creates the thing, so that no crash can come between the two and a
 * repeat never creates it twice. Does nothing for a request without an Idempotency-Key.
 */
export async function keepAnswer(manager: EntityManager, body: unknown): Promise<void> {
  await current.getStore()?.(manager, body);
}

/** Runs work in which `keepAnswer` reaches the given keeper. */
export const withAnswerKeeper = <T>(keeper: AnswerKeeper, work: () => T): T => current.run(keeper, work);
