import { setTimeout as sleep } from 'node:timers/promises';
import { type Service } from '../services/service';
import { clock, colour, say } from '../terminal';
import { ModeChanges, type ModeChange } from './mode-changes';
import { look } from './sighting';

const interval = 1_000;

/** The line that tells a change. */
export function modeLine({ who, from, mode, since, reason }: ModeChange): string {
  const paint = mode === 'normal' ? colour.green : mode === 'degraded' ? colour.yellow : colour.red;
  const began = since && !Number.isNaN(Date.parse(since)) ? `since ${clock(new Date(since))}` : undefined;
  const why = [reason, mode === 'normal' ? undefined : began].filter(Boolean).join(', ');
  return `${clock()}  ${(who === 'system' ? who : who.join(', ')).padEnd(8)}  ${from} → ${paint(mode)}${why ? colour.dim(`   ${why}`) : ''}`;
}

/** Shows mode changes as they happen, until the run ends. */
export async function watchModes(services: readonly Service[], ending: AbortSignal): Promise<void> {
  const changes = new ModeChanges();
  while (!ending.aborted) {
    // A service that has died is told of by the fleet, with its last words.
    const alive = services.filter((service) => service.process.running);
    const seen = await Promise.all(
      alive.map(async (service) => [service.plan.name, await look(service.url)] as const),
    );
    if (ending.aborted) return;
    const still = seen.filter(([name]) => services.some((s) => s.plan.name === name && s.process.running));
    changes.see(new Map(still), Date.now()).forEach((change) => say(modeLine(change)));
    await sleep(interval, undefined, { signal: ending }).catch(() => undefined); // It ends: the loop sees it.
  }
}
