import { type IceCandidateWire } from '@secureconnect/contracts';
import { BackOff } from '../back-off';
import { randomId } from '../random-id';
import {
  type CallStream,
  type Description,
  type PeerConfiguration,
  type PeerConnection,
} from './peer-connection';
import { type PeerLinkContext } from './peer-link-context';
import { RemoteStreams } from './remote-streams';
import { labelled, originOf, unlabelled } from './sdp-label';
import { type Signal } from './signal';
import { sendTracks } from './send-tracks';
import { SignalSender } from './signal-sender';

/** How long an offer or an answer may be waited for before it is asked for again; more each time. */
const answerMs = { first: 5_000, most: 30_000 };

/** A WebRTC connection to one other participant: made, and made again, whatever is lost on the way. */
export class PeerLink {
  readonly streams: RemoteStreams;
  private readonly sender: SignalSender;
  private readonly retries: BackOff;
  private readonly patience: BackOff;
  private readonly id = randomId().slice(0, 8);
  private pc: PeerConnection;
  /** One thing at a time, in the order in which it came: what is in between would look like two offers at once. */
  private work: Promise<void> = Promise.resolve();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private early: IceCandidateWire[] = [];
  private offers = 0;
  private origin: string | undefined;
  private isIgnoring = false;
  private isClosed = false;

  constructor(private readonly context: PeerLinkContext) {
    this.streams = new RemoteStreams(context.onStream, context.onStreamRemoved);
    this.sender = new SignalSender(context.send, (error) => this.failed(error));
    this.retries = new BackOff(500, 10_000, context.random);
    this.patience = new BackOff(answerMs.first, answerMs.most, () => 1);
    this.pc = this.open();
    if (context.isOfferer) this.do(() => this.offer());
    else this.awaitOffer();
  }

  get connection(): PeerConnection {
    return this.pc;
  }

  hear(signal: Signal): void {
    this.do(() => this.take(signal));
  }

  /** Either side has another leg: what was said to the one before it may be lost. */
  renew(): void {
    this.do(async () => {
      if (this.context.isOfferer || this.isWaiting) await this.restart();
    });
  }

  configure(configuration: PeerConfiguration): void {
    this.pc.setConfiguration(configuration);
  }

  /** Sends what is to be sent now, and nothing else. */
  updateTracks(): void {
    sendTracks(this.pc, this.context.sent());
  }

  close(): void {
    this.isClosed = true;
    clearTimeout(this.timer);
    this.sender.close();
    this.streams.clear();
    this.pc.close();
    this.context.onState('gone');
  }

  /** The other side may have made it to another session of this one, and not know that it has gone. */
  private awaitOffer(): void {
    this.after(this.patience.next(), () => {
      if (this.pc.remoteDescription) return;
      this.sender.say('ice.restart', {});
      this.awaitOffer();
    });
  }

  private get isWaiting(): boolean {
    return this.pc.signalingState === 'have-local-offer';
  }

  private open(): PeerConnection {
    const pc = this.context.connect();
    const listen = <Event>(name: string, run: (event: Event) => void) =>
      pc.addEventListener(name, (event: never) => {
        if (this.pc === pc && !this.isClosed) run(event);
      });
    listen<{ candidate: IceCandidateWire | null }>('icecandidate', ({ candidate }) => this.found(candidate));
    listen<{ streams: readonly CallStream[] }>('track', ({ streams }) =>
      streams.forEach((stream) => this.streams.add(stream)),
    );
    listen('connectionstatechange', () => this.fares(pc.connectionState));
    listen('negotiationneeded', () => this.do(() => this.offerIfNeeded()));
    this.pc = pc;
    this.updateTracks();
    return pc;
  }

  /** The other side begins with a connection that has never heard of this one. */
  private replace(): void {
    this.pc.close();
    this.streams.clear();
    this.early = [];
    this.origin = undefined;
    this.pc = this.open();
  }

  private do(run: () => Promise<void>): void {
    this.work = this.work.then(async () => {
      if (this.isClosed) return;
      try {
        await run();
      } catch (error) {
        if (!this.isClosed) this.failed(error);
      }
    });
  }

  private async offer(): Promise<void> {
    if (this.pc.getSenders().length === 0) this.listenOnly();
    await this.pc.setLocalDescription();
    this.offers += 1;
    this.describe('offer', `${this.id}.${this.offers}`);
    this.after(this.patience.next(), () => this.isWaiting && this.do(() => this.restart()));
  }

  /** What was added later is offered by whoever added it; first of all offers but one. */
  private async offerIfNeeded(): Promise<void> {
    const isFirst = this.pc.remoteDescription === null;
    if (this.pc.signalingState !== 'stable' || (isFirst && !this.context.isOfferer)) return;
    await this.offer();
  }

  private async restart(): Promise<void> {
    this.sender.clear();
    if (this.pc.remoteDescription) this.pc.restartIce();
    // Where an offer of the other side stands, its answer is on its way.
    if (this.pc.signalingState !== 'have-remote-offer') await this.offer();
  }

  /** Who sends nothing still wants to hear and see. */
  private listenOnly(): void {
    this.pc.addTransceiver('audio', { direction: 'recvonly' });
    this.pc.addTransceiver('video', { direction: 'recvonly' });
  }

  private async take(signal: Signal): Promise<void> {
    if (signal.event === 'offer') return this.takeOffer(signal.data.sdp);
    if (signal.event === 'answer') return this.takeAnswer(signal.data.sdp);
    if (signal.event === 'ice.restart') return this.restart();
    // ICE finds its end without being told.
    if (signal.event === 'candidates' && !this.isIgnoring)
      for (const each of signal.data.candidates) await this.takeCandidate(each);
  }

  private async takeOffer(said: string): Promise<void> {
    this.isIgnoring = this.pc.signalingState !== 'stable' && !this.context.isPolite;
    if (this.isIgnoring) return;
    const { sdp, offer } = unlabelled(said);
    if (this.isOfAnother(sdp)) this.replace();
    await this.accept({ type: 'offer', sdp });
    await this.pc.setLocalDescription();
    this.describe('answer', offer);
  }

  private async takeAnswer(said: string): Promise<void> {
    const { sdp, offer } = unlabelled(said);
    const isToAnother = offer !== undefined && offer !== `${this.id}.${this.offers}`;
    if (!this.isWaiting || isToAnother) return;
    if (!this.isOfAnother(sdp)) {
      await this.accept({ type: 'answer', sdp });
      return this.settled();
    }
    this.replace();
    await this.offer();
  }

  private async accept(description: Description): Promise<void> {
    await this.pc.setRemoteDescription(description);
    this.isIgnoring = false;
    this.origin = originOf(description.sdp);
    for (const candidate of this.early.splice(0)) await this.pc.addIceCandidate(candidate);
  }

  private async takeCandidate(candidate: IceCandidateWire): Promise<void> {
    if (this.pc.remoteDescription) await this.pc.addIceCandidate(candidate);
    else this.early.push(candidate);
  }

  private isOfAnother(sdp: string): boolean {
    return this.origin !== undefined && originOf(sdp) !== this.origin;
  }

  private describe(event: 'offer' | 'answer', offer: string | undefined): void {
    const { sdp = '' } = this.pc.localDescription ?? {};
    if (!this.isClosed) this.sender.say(event, { sdp: labelled(sdp, offer) });
  }

  private found(candidate: IceCandidateWire | null): void {
    if (!candidate?.candidate) return this.sender.say('candidates.end', {});
    const { candidate: way, sdpMid, sdpMLineIndex, usernameFragment } = candidate;
    this.sender.candidate({ candidate: way, sdpMid, sdpMLineIndex, usernameFragment });
  }

  private fares(state: string): void {
    if (state === 'connected') {
      // The way may recover while the answer to a later offer is lost: that one is waited for still.
      if (!this.isWaiting) this.settled();
      this.context.onState('connected');
    }
    if (state === 'disconnected') this.context.onState('reconnecting');
    if (state !== 'failed') return;
    this.context.onState('reconnecting');
    this.anew();
  }

  /** One side makes the new offer: two of them would be in each other's way. */
  private anew(): void {
    if (this.context.isOfferer || this.isWaiting) this.do(() => this.restart());
    else this.sender.say('ice.restart', {});
  }

  private settled(): void {
    clearTimeout(this.timer);
    this.retries.reset();
    this.patience.reset();
  }

  /** Said or done in vain: the connection is begun anew, for nobody knows what the other side lacks. */
  private failed(error: unknown): void {
    this.context.onFault(error);
    this.after(this.retries.next(), () => this.anew());
  }

  private after(ms: number, run: () => void): void {
    clearTimeout(this.timer);
    if (!this.isClosed) this.timer = setTimeout(run, ms);
  }
}
