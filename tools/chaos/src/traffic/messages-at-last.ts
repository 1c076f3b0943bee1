import { type MessageWire } from '@secureconnect/contracts';
import { until } from '@secureconnect/testing';
import { stormNow } from '../history/storm-clock';
import { type Facts, type Found } from '../history/storm-history';
import { type Crowd, type Place } from './crowd';
import { LastPatience } from './last-patience';
import { type Stage } from './stage';

const pageSize = 100;

/** What is there of all conversations when all is well again, and whose devices should have been told of it. */
export class MessagesAtLast {
  private readonly all: Found[] = [];
  private readonly patience = new LastPatience(90_000, 500);

  constructor(
    private readonly stage: Stage,
    private readonly crowd: Crowd,
  ) {}

  async found(): Promise<readonly Found[]> {
    for (const place of this.crowd.places) await this.readAll(place);
    for (const { account, devices } of this.crowd.people)
      for (const { name } of devices) this.add(name, 'device', { user: account.id });
    await this.told();
    return this.all;
  }

  /** Where nobody can read it in all that time, it is not in what was found, which is judged. */
  private async readAll(place: Place): Promise<void> {
    const { name, client } = place.owner.devices[0];
    try {
      const messages = await until('its messages', () => this.messages(place), this.patience.left);
      const receipts = await until(
        'its receipts',
        () => client.chat.receipts(place.id, { limit: pageSize }),
        this.patience.left,
      );
      messages.forEach((message) => this.add(name, 'message', factsOf(message)));
      for (const { conversation_id: conversation, user_id: user, read_seq: seq } of receipts.items)
        this.add(name, 'receipt', { conversation, user, seq });
      this.add(name, 'conversation', { conversation: place.id });
    } catch (error) {
      this.stage.record.tell('messages', name, 'unreadable', { conversation: place.id, why: String(error) });
    }
    for (const { account } of place.steady)
      this.add(name, 'member', { conversation: place.id, user: account.id });
  }

  private async messages({ id, owner }: Place): Promise<MessageWire[]> {
    const all: MessageWire[] = [];
    for (;;) {
      const after_seq = all.at(-1)?.seq ?? 0;
      const query = { conversation_id: id, after_seq, limit: pageSize };
      const { items } = await owner.devices[0].client.chat.messages(query);
      if (items.length === 0) return all;
      all.push(...[...items].sort((one, other) => one.seq - other.seq));
    }
  }

  /** Devices are given a while to be told what they lack. */
  private async told(): Promise<void> {
    const ids = this.all.filter(({ what }) => what === 'message');
    const areTold = () => {
      const told = new Set(
        this.stage.record.heard.map(({ actor, facts }) => `${actor} ${String(facts['id'])}`),
      );
      return this.crowd.places.every(({ id, steady }) =>
        ids
          .filter(({ facts }) => facts['conversation'] === id)
          .every(({ facts }) =>
            steady.every(({ devices }) =>
              devices.every(({ name }) => told.has(`${name} ${String(facts['id'])}`)),
            ),
          ),
      );
    };
    await until('all to be told', areTold, this.patience.left).catch(() => undefined); // What is missing is judged.
  }

  private add(actor: string, what: string, facts: Facts): void {
    this.all.push({ subject: 'messages', actor, at: stormNow(), what, facts });
  }
}

const factsOf = (message: MessageWire): Facts => ({
  ...{ conversation: message.conversation_id, id: message.id, seq: message.seq },
  ...{ sender: message.sender_id, clientMsgId: message.client_msg_id, body: message.body },
  deleted: message.deleted_at !== null,
});
