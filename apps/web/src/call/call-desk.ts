import { type CallType, type CallWire } from '@secureconnect/contracts';
import { type Surroundings } from '../home-view';
import { make } from '../page/element';
import { isIn, isOver, presentIn } from '../words/call-words';
import { CallStage } from './call-stage';
import { incomingCard, ongoingCard } from './incoming-card';
import { OwnDevices } from './own-devices';

/** Only through relays, where the address says so: nobody learns one's own address then. */
const ways = new URLSearchParams(location.search).get('ways') === 'relay' ? 'relay' : 'all';

/** Who calls, and the one call one is in. */
export class CallDesk {
  private readonly ringing = make('div', { class: 'ringing', attributes: { 'aria-live': 'assertive' } });
  readonly element = make('div', { class: 'desk' }, this.ringing);
  private readonly calls = new Map<string, CallWire>();
  private readonly cards = new Map<string, HTMLElement>();
  private readonly listeners = new Set<() => void>();
  private readonly ends: (() => void)[];
  private current: string | undefined;

  constructor(private readonly at: Surroundings) {
    const { client } = at;
    const quiet = ({ call }: { call: CallWire }) => this.quiet(call.id);
    this.ends = [
      client.on('call.changed', ({ call }) => this.learn(call)),
      client.on('call.incoming', ({ call }) => this.ring(call)),
      client.on('call.answered_elsewhere', quiet),
      client.on('call.over', quiet),
      client.on('call.current', ({ call }) => this.goesOn(call)),
    ];
    void at.told.attempt(() => this.ask());
  }

  close(): void {
    this.ends.forEach((end) => end());
  }

  /** Told when something is new of a call; gives what ends it. */
  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  /** A call that others are in, and one is not. */
  openIn(conversationId: string): CallWire | undefined {
    return [...this.calls.values()].find(
      (call) =>
        call.conversation_id === conversationId &&
        call.id !== this.current &&
        call.state === 'active' &&
        presentIn(call).length > 0,
    );
  }

  begin(conversationId: string, type: CallType): Promise<void> {
    return this.enter(async () => (await this.at.client.calls.initiate(conversationId, type)).call);
  }

  async joinIn(conversationId: string): Promise<void> {
    const open = this.openIn(conversationId);
    if (open) await this.enter(async () => (await this.at.client.calls.join(open.id)).call);
  }

  private async enter(step: () => Promise<CallWire>): Promise<void> {
    const { told } = this.at;
    if (this.current) return told.say('You are in a call. Hang up first.');
    await told.attempt(async () => this.open(await step()));
  }

  private async open(call: CallWire): Promise<void> {
    if (this.current === call.id || isOver(call)) return;
    this.current = call.id;
    this.quiet(call.id);
    const devices = new OwnDevices(this.at.told);
    const waiting = make('section', { class: 'call opening', text: 'Opening camera and microphone…' });
    this.element.append(waiting);
    try {
      await this.stage(call, devices);
    } catch (error) {
      devices.close();
      this.left();
      throw error;
    } finally {
      waiting.remove();
    }
  }

  private async stage(call: CallWire, devices: OwnDevices): Promise<void> {
    const { client, people } = this.at;
    const title = people.titleOf(await client.chat.conversation(call.conversation_id));
    const stream = await devices.open(call.call_type);
    const options = { iceTransportPolicy: ways, ...(stream && { stream }) } as const;
    const session = await client.calls.session(call.id, options);
    const onClosed = () => this.left();
    const stage = new CallStage(this.at, { session, devices, stream, title, onClosed });
    this.element.append(stage.element);
    // It may have come to its end while the camera was opened.
    if (session.isClosed || isOver(session.call)) stage.close(session.call.reason ?? 'call_over');
  }

  private left(): void {
    this.current = undefined;
    this.listeners.forEach((listener) => listener());
  }

  private learn(call: CallWire): void {
    if (isOver(call)) this.calls.delete(call.id);
    else this.calls.set(call.id, call);
    if (isOver(call)) this.quiet(call.id);
    this.listeners.forEach((listener) => listener());
  }

  /** One may be in a call since before this page was there. */
  private async ask(): Promise<void> {
    const { client, user } = this.at;
    const { items } = await client.calls.active();
    for (const call of items) if (isIn(call, user.id)) this.goesOn(call);
  }

  private ring(call: CallWire): void {
    const { client, told } = this.at;
    const onNo = async () => {
      await told.attempt(() => client.calls.decline(call.id));
      this.quiet(call.id);
    };
    const onYes = () => this.enter(async () => (await client.calls.accept(call.id)).call);
    this.offer(call, () => incomingCard(this.at, call, { onYes, onNo }));
  }

  private goesOn(call: CallWire): void {
    const { client, told } = this.at;
    const onNo = async () => {
      await told.attempt(() => client.calls.leave(call.id));
      this.quiet(call.id);
    };
    const onYes = () => this.enter(async () => (await client.calls.join(call.id)).call);
    this.offer(call, () => ongoingCard(this.at, call, { onYes, onNo }));
  }

  private offer({ id }: CallWire, draw: () => HTMLElement): void {
    if (this.cards.has(id) || this.current === id) return;
    const card = draw();
    this.cards.set(id, card);
    this.ringing.append(card);
  }

  private quiet(id: string): void {
    this.cards.get(id)?.remove();
    this.cards.delete(id);
  }
}
