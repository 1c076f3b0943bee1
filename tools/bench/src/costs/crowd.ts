import { until } from '@secureconnect/testing';
import { type ChatStage } from '../chat/chat-stage';
import { say } from '../chat/say';
import { type LeanSocket } from '../load/lean-socket';

const size = 10;

/** How a member connects who is at this place of her conversation; the first is the one who speaks. */
export type Enter = (userId: string, place: number) => Promise<LeanSocket>;

/** Conversations of ten who are all connected; one of each speaks. */
export class Crowd {
  private told = 0;

  private constructor(
    private readonly talks: readonly { readonly id: string; readonly sockets: readonly LeanSocket[] }[],
  ) {
    for (const socket of talks.flatMap(({ sockets }) => sockets))
      socket.onEvent = (text) => (this.told += text().startsWith('["message.created"') ? 1 : 0);
  }

  static async gather(stage: ChatStage, conversations: number, enter: Enter): Promise<Crowd> {
    const talks = [];
    for (let left = conversations; left > 0; left -= 1) {
      const people = stage.people(size);
      const [id] = (await stage.found(1, people)) as [string];
      talks.push({ id, sockets: await Promise.all(people.map(enter)) });
    }
    return new Crowd(talks);
  }

  /** In all conversations at once, one message after the other in each, until everybody was told of every one. */
  async talk(each: number): Promise<number> {
    const due = this.told + each * this.talks.length * size;
    const speak = async ({ id, sockets }: (typeof this.talks)[number]) => {
      for (let left = each; left > 0; left -= 1) await say(sockets[0] as LeanSocket, id);
    };
    await Promise.all(this.talks.map(speak));
    await until('everybody to be told', () => this.told >= due, { timeout: 60_000 });
    return each * this.talks.length;
  }

  close(): void {
    for (const { sockets } of this.talks) for (const socket of sockets) socket.close();
  }
}
