import { setTimeout as sleep } from 'node:timers/promises';
import { type Instance, type StormService } from '../../system/storm-system';
import { type Stage } from '../cast/stage';
import { recipeBook } from '../recipes/recipe-book';
import { standingOf } from './standing';

/** By these a service reads from Redis and writes to it; storage does neither. */
const reaching: Readonly<Record<StormService, readonly string[]>> = {
  gateway: ['auth.jwks'],
  auth: ['login', 'directory'],
  chat: ['set-presence', 'find-presence'],
  video: ['register-push-token', 'list-push-tokens'],
  storage: [],
};
const everyMs = 500;

/**
 * A breaker that slowness has opened closes by a call that is fast again. Where everybody has asked already nobody would
 * make it, and the instance would stay as it is: so what reaches Redis is asked until none is held back, or time is up.
 */
export async function callUntilClosed(
  instances: readonly Instance[],
  stageAt: (instance: Instance) => Stage,
  withinMs: number,
): Promise<void> {
  const late = performance.now() + withinMs;
  for (;;) {
    const standings = await Promise.all(instances.map(standingOf));
    const heldBack = instances.filter((_instance, place) => standings[place]?.mode === 'held back');
    if (heldBack.length === 0 || performance.now() > late) return;
    for (const instance of heldBack) await callAll(stageAt(instance));
    await sleep(everyMs);
  }
}

async function callAll(stage: Stage): Promise<void> {
  const { service } = stage.at;
  for (const operation of reaching[service]) {
    const asked = await recipeBook[service][operation]?.(stage);
    await asked?.run();
  }
}
