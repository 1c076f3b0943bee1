import { type CallSession } from '@secureconnect/client';
import { type CallWire, type ParticipantWire } from '@secureconnect/contracts';
import { type Surroundings } from '../home-view';
import { make } from '../page/element';
import { endWords, participantWords } from '../words/call-words';
import { CallControls } from './call-controls';
import { CallTile } from './call-tile';
import { type OwnDevices } from './own-devices';
import { receivedBy } from './received';

const countEveryMs = 1_000;

/** What a call is shown with. */
export interface StageParts {
  readonly session: CallSession;
  readonly devices: OwnDevices;
  readonly stream: MediaStream | undefined;
  readonly title: string;
  readonly onClosed: () => void;
}

/** The call one is in: everybody's tile, and what one may do. */
export class CallStage {
  private readonly tiles = new Map<string, CallTile>();
  private readonly peers = new Map<string, string>();
  private readonly own: CallTile;
  private readonly state = make('p', { class: 'call-state', attributes: { role: 'status' } });
  private readonly grid = make('div', { class: 'tiles' });
  private readonly ends: (() => void)[] = [];
  private readonly counting: ReturnType<typeof setInterval>;
  readonly element: HTMLElement;

  constructor(
    private readonly at: Surroundings,
    private readonly parts: StageParts,
  ) {
    const { user } = at;
    this.own = new CallTile('You', { userId: user.id, isOwn: true });
    this.own.show(parts.stream);
    this.grid.append(this.own.element);
    const head = make('div', { class: 'call-head' }, make('h2', { text: parts.title }), this.state);
    const { client, told } = at;
    const controls = new CallControls({ client, told, ...parts, onSeen: (shown) => this.sees(shown) });
    this.element = make(
      'section',
      {
        class: 'call',
        attributes: { 'aria-label': `Call: ${parts.title}`, 'data-call': parts.session.call.id },
      },
      ...[head, this.grid, controls.element],
    );
    this.listen();
    this.counting = setInterval(() => void this.count(), countEveryMs);
    this.update(parts.session.call);
    this.sees(parts.stream);
  }

  private listen(): void {
    const { session } = this.parts;
    this.ends.push(
      session.on('changed', ({ call }) => this.update(call)),
      session.on('stream', ({ user_id: id }) => this.look(id)),
      session.on('stream_removed', ({ user_id: id }) => this.look(id)),
      session.on('media', ({ user_id: id, media }) => this.tiles.get(id)?.sends(media)),
      session.on('peer', ({ user_id: id, state }) => {
        this.peers.set(id, state);
        this.update(session.call);
      }),
      session.on('fault', ({ error }) => this.at.told.fail(error)),
      session.on('closed', ({ reason }) => this.close(reason)),
    );
  }

  /** Her screen where she shares one: it came last. */
  private look(id: string): void {
    this.tiles.get(id)?.show(this.parts.session.streamsOf(id).at(-1) as MediaStream | undefined);
  }

  private sees(shown: MediaStream | undefined): void {
    this.own.show(shown);
    this.own.sends(this.parts.session.sending);
  }

  private update(call: CallWire): void {
    const others = call.participants.filter(({ user_id: id }) => id !== this.at.user.id);
    const here = others.filter(({ state }) => state !== 'left' && state !== 'kicked');
    for (const [id, tile] of this.tiles)
      if (!here.some(({ user_id: each }) => each === id)) {
        tile.element.remove();
        this.tiles.delete(id);
      }
    here.forEach((each) => this.fares(each));
    this.state.textContent = this.words(call, here);
    this.element.dataset['state'] = call.state;
    this.grid.dataset['count'] = String(this.tiles.size + 1);
  }

  private words({ state }: CallWire, others: readonly ParticipantWire[]): string {
    if (state === 'ringing') return others.some((each) => each.state === 'ringing') ? 'Ringing…' : 'Calling…';
    const isLost = others.some(
      ({ user_id: id, state: each }) => each === 'reconnecting' || this.peers.get(id) === 'reconnecting',
    );
    if (isLost) return 'Reconnecting…';
    const isOn = [...this.peers.values()].includes('connected');
    return isOn ? 'Connected' : 'Connecting…';
  }

  private fares(participant: ParticipantWire): void {
    const { user_id: id, state, media } = participant;
    const tile = this.tiles.get(id) ?? new CallTile(this.at.people.nameOf(id), { userId: id });
    if (!this.tiles.has(id)) this.grid.prepend(tile.element);
    this.tiles.set(id, tile);
    const peer = this.peers.get(id) ?? 'connecting';
    tile.fares(state !== 'joined' ? participantWords(participant) : peer === 'connected' ? '' : peer);
    // Who is not in it yet sends nothing, and has muted nothing.
    tile.sends(state === 'joined' ? media : { ...media, audio: true });
    this.look(id);
  }

  private async count(): Promise<void> {
    for (const [id, tile] of this.tiles) {
      const connection = this.parts.session.connectionTo(id) as RTCPeerConnection | undefined;
      if (connection) tile.received(await receivedBy(connection));
    }
  }

  /** The call is over here. */
  close(reason: string): void {
    clearInterval(this.counting);
    this.ends.forEach((end) => end());
    this.parts.devices.close();
    this.element.remove();
    this.at.told.say(endWords(reason));
    this.parts.onClosed();
  }
}
