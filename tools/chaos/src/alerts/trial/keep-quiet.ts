import { setTimeout as sleep } from 'node:timers/promises';
import { MachineWatch } from '../../storm/machine-watch';
import { type AlertWatch } from '../live/alert-watch';
import { Quiet, type QuietResult, type QuietScene } from './quiet';

/** What was seen until then is told so often: whoever ends an hour early has that much. */
const tellEveryMs = 5 * 60_000;

/** Resolves when nothing has been pending or firing for a moment: what was scraped first may be from before all were ready. */
export async function settled(watch: AlertWatch, forSoLongMs = 10_000, atMostMs = 180_000): Promise<void> {
  const deadline = Date.now() + atMostMs;
  let since = Date.now();
  while (Date.now() - since < forSoLongMs && Date.now() < deadline) {
    await sleep(500);
    if (watch.active.length > 0) since = Date.now();
  }
}

/** So many minutes in which nobody breaks anything. */
export async function keepQuiet(
  scene: QuietScene,
  minutes: number,
  told: (soFar: QuietResult) => Promise<void> = () => Promise.resolve(),
): Promise<QuietResult> {
  const machine = new MachineWatch(scene.services);
  const quiet = new Quiet(scene, machine);
  let toldAt = Date.now();
  try {
    while (quiet.lastedMs < minutes * 60_000) {
      await sleep(1_000);
      quiet.look();
      if (Date.now() - toldAt < tellEveryMs) continue;
      toldAt = Date.now();
      await told(quiet.result());
    }
    return quiet.result();
  } finally {
    machine.end();
  }
}
