import { randomBytes } from 'node:crypto';
import { Gateway } from './gateway';
import { Kept } from './kept';
import { Person } from './person';

/** Two people who know each other, one conversation, and the door they go through. */
export class Cast {
  readonly kept = new Kept();
  readonly ada: Person;
  readonly bob: Person;
  conversation = '';
  private readonly tag = randomBytes(3).toString('hex');

  private constructor(readonly gateway: Gateway) {
    this.ada = this.person('ada');
    this.bob = this.person('bob');
  }

  /** Both signed in, and in a conversation. */
  static async assemble(url: string): Promise<Cast> {
    const cast = new Cast(new Gateway(url));
    const { ada, bob, kept } = cast;
    for (const person of [ada, bob]) {
      await person.register();
      await person.arrive();
    }
    bob.client.on('message.created', ({ message }) => void kept.heard.push(message.id));
    const made = await ada.client.chat.create({ type: 'direct', member_ids: [bob.id] });
    cast.conversation = made.id;
    return cast;
  }

  /** Somebody new; the account is not made yet. */
  person(name: string): Person {
    return new Person(`${name}-${this.tag}`, this.gateway);
  }

  /** Ada writes and the server has it for ever. */
  async write(text: string): Promise<string> {
    const { id, seq } = await this.ada.client.chat.send(this.conversation, text);
    this.kept.messages.push({ id, seq, text });
    return id;
  }

  async leave(): Promise<void> {
    await Promise.all([this.ada.client.close(), this.bob.client.close()]);
  }
}
