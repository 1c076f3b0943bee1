import { randomBytes } from 'node:crypto';
import { addressOfOnesOwn } from './address-of-ones-own';
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

  private constructor(
    readonly gateway: Gateway,
    private readonly elsewhere: Gateway,
  ) {
    this.ada = this.person('ada', gateway);
    this.bob = this.person('bob', gateway);
  }

  /** Both signed in, and in a conversation. */
  static async assemble(url: string, tell: (sentence: string) => void): Promise<Cast> {
    const cast = new Cast(new Gateway(url), new Gateway(url, await addressOfOnesOwn(url)));
    const { ada, bob, kept } = cast;
    for (const person of [ada, bob]) {
      await person.register();
      await person.arrive(tell);
    }
    bob.client.on('message.created', ({ message }) => void kept.heard.push(message.id));
    const made = await ada.client.chat.create({ type: 'direct', member_ids: [bob.id] });
    cast.conversation = made.id;
    return cast;
  }

  /**
   * Somebody new, without an account yet, at another address of this machine where it has one: wrong passwords count
   * against the address they come from, and whoever drills is to go on logging in from theirs.
   */
  stranger(name: string): Person {
    return this.person(name, this.elsewhere);
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

  private person(name: string, gateway: Gateway): Person {
    return new Person(`${name}-${this.tag}`, gateway);
  }
}
