import { setTimeout as sleep } from 'node:timers/promises';
import { type BenchmarkContext, type Figure } from '../benchmark';
import { median } from '../figures/rounds';
import { cpuTimeMs } from '../load/cpu-time';
import { type LeanSocket } from '../load/lean-socket';
import { type ChatStage } from './chat-stage';
import { say } from './say';

const atOnce = 50;

/** All members of one conversation, half of them at each instance, and how much they were told. */
class Audience {
  private told = 0;
  private due = Infinity;
  private onDue = (): void => undefined;

  private constructor(
    private readonly sockets: readonly LeanSocket[],
    private readonly conversation: string,
  ) {
    for (const socket of sockets)
      socket.onEvent = (text) => {
        if (!text().startsWith('["message.created"')) return;
        this.told += 1;
        if (this.told >= this.due) this.onDue();
      };
  }

  static async gather(stage: ChatStage, count: number): Promise<Audience> {
    const people = stage.people(count);
    const [conversation] = (await stage.found(1, people)) as [string];
    const sockets: LeanSocket[] = [];
    const left = [...people.entries()];
    const worker = async (): Promise<void> => {
      for (let next = left.pop(); next; next = left.pop())
        sockets.push(await stage.connect(next[1], next[0]));
    };
    await Promise.all(Array.from({ length: atOnce }, worker));
    return new Audience(sockets, conversation);
  }

  /** Resolves when everybody was told; gives how long that took, in ms. */
  async hear(): Promise<number> {
    const since = performance.now();
    const heard = new Promise<void>((resolve) => (this.onDue = resolve));
    this.due = this.told + this.sockets.length;
    await Promise.all([say(this.sockets[0] as LeanSocket, this.conversation), heard]);
    return performance.now() - since;
  }

  close(): void {
    for (const socket of this.sockets) socket.close();
  }
}

const cpuOf = ({ pids }: ChatStage): number => pids.reduce((sum, pid) => sum + cpuTimeMs(pid), 0);

/** What one message costs as its conversation grows, all members connected. */
export async function measureMembers(
  stage: ChatStage,
  { quick, progress }: BenchmarkContext,
): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const count of quick ? [10, 100] : [10, 100, 1_000]) {
    progress(`${count} members, all connected`);
    const audience = await Audience.gather(stage, count);
    for (let left = 20; left > 0; left -= 1) await audience.hear(); // warms up
    const [messages, waits] = [quick ? 20 : 300, [] as number[]];
    const before = cpuOf(stage);
    for (let left = messages; left > 0; left -= 1) waits.push(await audience.hear());
    const cpuMs = (cpuOf(stage) - before) / messages;
    audience.close();
    await sleep(1_000);
    const name = `${count.toLocaleString('en')} members`;
    figures.push({ name: `sent to told to the last of ${name}, p50`, unit: 'ms', ours: median(waits) });
    figures.push({ name: `CPU of both for a message to ${name}`, unit: 'ms', ours: cpuMs });
  }
  return figures;
}
