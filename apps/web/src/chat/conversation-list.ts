import { type OwnConversationWire } from '@secureconnect/contracts';
import { type Surroundings } from '../home-view';
import { make } from '../page/element';
import { conversationItem } from './conversation-item';
import { newConversation } from './new-conversation';

const settleMs = 150;

/** The conversations one is in, the latest first. */
export class ConversationList {
  private readonly items = make('ul', { class: 'conversations' });
  readonly element: HTMLElement;
  private readonly ends: (() => void)[] = [];
  private all: readonly OwnConversationWire[] = [];
  private chosen: string | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly at: Surroundings,
    private readonly onChoose: (conversation: OwnConversationWire) => void,
  ) {
    const begun = (conversation: OwnConversationWire) => {
      this.loadSoon();
      this.choose(conversation);
    };
    this.element = make('div', { class: 'list' }, newConversation(at, begun), this.items);
    const { client } = at;
    this.ends.push(client.on('change', () => this.loadSoon()));
    this.ends.push(client.on('fresh_start', () => this.loadSoon()));
    this.ends.push(client.on('synced', () => this.loadSoon()));
    this.loadSoon();
  }

  close(): void {
    clearTimeout(this.timer);
    this.ends.forEach((end) => end());
  }

  /** Much may change at once, and is asked for once. */
  private loadSoon(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.load(), settleMs);
  }

  private async load(): Promise<void> {
    const { client, told } = this.at;
    const page = await told.attempt(() => client.chat.conversations({ limit: 50 }));
    if (!page) return;
    this.all = page.items;
    this.show();
  }

  private show(): void {
    const none = make('li', { class: 'quiet', text: 'No conversations yet.' });
    this.items.replaceChildren(...(this.all.length > 0 ? this.all.map((each) => this.item(each)) : [none]));
  }

  private item(conversation: OwnConversationWire): HTMLElement {
    const isChosen = conversation.id === this.chosen;
    const title = this.at.people.titleOf(conversation);
    const item = conversationItem(conversation, { title, isChosen });
    item.addEventListener('click', () => this.choose(conversation));
    return make('li', {}, item);
  }

  private choose(conversation: OwnConversationWire): void {
    this.chosen = conversation.id;
    this.show();
    this.onChoose(conversation);
  }
}
