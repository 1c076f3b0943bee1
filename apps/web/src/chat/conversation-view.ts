import { type MessageWire, type OwnConversationWire } from '@secureconnect/contracts';
import { type CallDesk } from '../call/call-desk';
import { type Surroundings } from '../home-view';
import { button, make } from '../page/element';
import { composer } from './composer';
import { conversationHead } from './conversation-head';
import { messageItem, waitingItem } from './message-item';

/** One conversation: its messages as they come, and what one does in it. */
export class ConversationView {
  private readonly messages = new Map<number, MessageWire>();
  private readonly waiting = new Set<HTMLElement>();
  private readonly list = make('ol', {
    class: 'messages',
    attributes: { role: 'log', 'aria-label': 'Messages', tabindex: '0' },
  });
  private readonly earlier: HTMLButtonElement;
  private readonly composer: ReturnType<typeof composer>;
  private readonly head: ReturnType<typeof conversationHead>;
  readonly element: HTMLElement;
  private readonly ends: (() => void)[] = [];

  constructor(
    private readonly at: Surroundings,
    private readonly conversation: OwnConversationWire,
    desk: CallDesk,
    onBack: () => void,
  ) {
    this.earlier = button('Earlier messages', () => this.load(Math.min(...this.messages.keys())), {
      class: 'link',
    });
    this.earlier.hidden = true;
    this.composer = composer((body) => this.send(body));
    this.head = conversationHead(at, conversation, desk, { onBack, onNamed: () => this.show() });
    this.element = make(
      'section',
      { class: 'talk' },
      this.head.element,
      this.earlier,
      this.list,
      this.composer.element,
    );
    this.listen();
    void this.load();
  }

  focus(): void {
    this.composer.focus();
  }

  close(): void {
    this.ends.forEach((end) => end());
    this.head.close();
  }

  private listen(): void {
    const { client } = this.at;
    const take = ({ message }: { message: MessageWire }) => this.take([message]);
    this.ends.push(client.on('message.created', take), client.on('message.updated', take));
    this.ends.push(client.on('message.deleted', take), client.on('message.sent', take));
    this.ends.push(client.on('fresh_start', () => void this.load()));
  }

  private async load(before_seq?: number): Promise<void> {
    const { client, told } = this.at;
    const { id: conversation_id } = this.conversation;
    const query = { conversation_id, limit: 50, ...(before_seq !== undefined && { before_seq }) };
    const page = await told.attempt(() => client.chat.messages(query));
    if (page) this.take(page.items);
  }

  private take(items: readonly MessageWire[]): void {
    for (const message of items)
      if (message.conversation_id === this.conversation.id) this.messages.set(message.seq, message);
    this.show();
  }

  private show(): void {
    const { user, people } = this.at;
    const isAtEnd = this.list.scrollHeight - this.list.scrollTop - this.list.clientHeight < 80;
    const sorted = [...this.messages.values()].sort((one, other) => one.seq - other.seq);
    this.earlier.hidden = (sorted[0]?.seq ?? 1) <= 1;
    this.list.replaceChildren(
      ...sorted.map((message) =>
        messageItem(message, {
          name: people.nameOf(message.sender_id),
          isOwn: message.sender_id === user.id,
        }),
      ),
      ...this.waiting,
    );
    if (isAtEnd) this.list.scrollTop = this.list.scrollHeight;
    this.read(sorted.at(-1));
  }

  /** That it was read is told once it is seen. */
  private read(last: MessageWire | undefined): void {
    if (!last || last.sender_id === this.at.user.id || document.hidden) return;
    void this.at.told.attempt(() => this.at.client.chat.read(this.conversation.id, last.seq));
  }

  private async send(body: string): Promise<void> {
    const item = waitingItem(body);
    this.waiting.add(item);
    this.list.append(item);
    this.list.scrollTop = this.list.scrollHeight;
    const message = await this.at.told.attempt(() => this.at.client.chat.send(this.conversation.id, body));
    this.waiting.delete(item);
    item.remove();
    if (message) this.take([message]);
  }
}
