import { type IceCandidateWire } from '@secureconnect/contracts';
import {
  type Description,
  type MediaTrack,
  type MediaTracks,
  type PeerConfiguration,
  type PeerConnection,
} from './peer-connection';

let made = 0;
const next = (what: string) => `${what}${(made += 1)}`;
const field = (sdp: string, name: string) => new RegExp(`^a=${name}:(.*)$`, 'm').exec(sdp)?.[1]?.trim() ?? '';

/** Tracks without sound or pictures. */
export class ScriptedStream implements MediaTracks {
  readonly id = next('stream');
  readonly tracks: MediaTrack[];
  private readonly listeners: (() => void)[] = [];

  constructor(...kinds: string[]) {
    this.tracks = kinds.map((kind) => ({ id: next('track'), kind, enabled: true }));
  }

  getTracks(): MediaTrack[] {
    return this.tracks;
  }

  addEventListener(_name: string, listener: () => void): void {
    this.listeners.push(listener);
  }
}

interface Sender {
  readonly track: MediaTrack;
  readonly stream: MediaTracks;
}

/**
 * Keeps the rules of WebRTC for descriptions and candidates, strictly, and carries no sound: what a browser would
 * refuse it refuses, and two are connected when each has the other's newest description and a candidate of it.
 */
export class ScriptedPeerConnection implements PeerConnection {
  static readonly all: ScriptedPeerConnection[] = [];
  readonly id = next('pc');
  signalingState = 'stable';
  connectionState = 'new';
  localDescription: Description | null = null;
  remoteDescription: Description | null = null;
  /** What was given to it in vain, as it would harm a real one. */
  readonly harm: string[] = [];
  restarts = 0;
  private ufrag = next('u');
  private isRestarting = false;
  private isNegotiationNeeded = false;
  private version = 0;
  private senders: Sender[] = [];
  private receives = false;
  private readonly ways = new Set<string>();
  private readonly streams = new Map<string, ScriptedStream>();
  private readonly listeners = new Map<string, ((event: never) => void)[]>();

  constructor(public configuration: PeerConfiguration) {
    ScriptedPeerConnection.all.push(this);
  }

  addEventListener(name: string, listener: (event: never) => void): void {
    this.listeners.set(name, [...(this.listeners.get(name) ?? []), listener]);
  }

  addTrack(track: MediaTrack, stream: MediaTracks): Sender {
    const sender = { track, stream };
    this.senders.push(sender);
    this.needsNegotiation();
    return sender;
  }

  addTransceiver(): void {
    this.receives = true;
  }

  getSenders(): Sender[] {
    return this.senders;
  }

  removeTrack(sender: never): void {
    this.senders = this.senders.filter((each) => each !== sender);
    this.needsNegotiation();
  }

  restartIce(): void {
    this.restarts += 1;
    this.isRestarting = true;
    this.needsNegotiation();
  }

  setConfiguration(configuration: PeerConfiguration): void {
    this.configuration = configuration;
  }

  async setLocalDescription(): Promise<void> {
    await Promise.resolve();
    this.mustBeOpen();
    const isAnswer = this.signalingState === 'have-remote-offer';
    const isRestart = isAnswer ? this.isNewForMe : this.isRestarting;
    if (isRestart) this.ufrag = next('u');
    if (isRestart) this.ways.clear();
    this.isRestarting = this.isNegotiationNeeded = false;
    this.localDescription = { type: isAnswer ? 'answer' : 'offer', sdp: this.describe(isAnswer) };
    this.become(isAnswer ? 'stable' : 'have-local-offer');
    for (const _ of [1, 2, 3]) this.fire('icecandidate', { candidate: this.candidate() });
    this.fire('icecandidate', { candidate: null });
    this.meet();
  }

  async setRemoteDescription(description: Description): Promise<void> {
    await Promise.resolve();
    this.mustBeOpen();
    const { type, sdp } = description;
    if (sdp.includes('x-')) this.harm.push('an attribute nobody knows');
    if (type === 'answer' && this.signalingState !== 'have-local-offer') throw new Error('No offer stands.');
    const before = this.remoteDescription && field(this.remoteDescription.sdp, 'fingerprint');
    if (before && before !== field(sdp, 'fingerprint')) throw new Error('Another fingerprint.');
    if (type === 'answer' && field(sdp, 'answers') !== this.ufrag)
      this.harm.push('an answer to another offer');
    if (type === 'offer' && this.signalingState === 'have-local-offer') this.isNegotiationNeeded = true;
    this.remoteDescription = description;
    this.become(type === 'answer' ? 'stable' : 'have-remote-offer');
    this.hearTracks(sdp);
    this.meet();
  }

  async addIceCandidate({ candidate }: IceCandidateWire): Promise<void> {
    await Promise.resolve();
    if (!this.remoteDescription) throw new Error('No remote description.');
    const ufrag = field(this.remoteDescription.sdp, 'ice-ufrag');
    if (!candidate.includes(ufrag)) throw new Error(`Unknown ufrag in ${candidate}.`);
    this.ways.add(ufrag);
    this.meet();
  }

  close(): void {
    this.signalingState = this.connectionState = 'closed';
  }

  /** The way to the other is lost, as ICE finds it. */
  fail(): void {
    this.ways.clear();
    this.fares('failed');
  }

  /** The way that was lost is there again, whatever is being agreed on meanwhile. */
  recover(): void {
    this.fares('connected');
  }

  /** Whether both have each other's newest, with a way to it. */
  isMet(other: ScriptedPeerConnection): boolean {
    return this.knows(other) && other.knows(this);
  }

  private get isNewForMe(): boolean {
    const { sdp = '' } = this.remoteDescription ?? {};
    return !this.localDescription || !this.ways.has(field(sdp, 'ice-ufrag'));
  }

  private knows(other: ScriptedPeerConnection): boolean {
    const { sdp = '' } = this.remoteDescription ?? {};
    return (
      field(sdp, 'ice-ufrag') === other.ufrag &&
      this.ways.has(other.ufrag) &&
      this.signalingState === 'stable'
    );
  }

  private meet(): void {
    for (const each of ScriptedPeerConnection.all)
      if (each !== this && this.isMet(each)) {
        this.fares('connected');
        each.fares('connected');
      }
  }

  private fares(state: string): void {
    if (this.connectionState === state || this.connectionState === 'closed') return;
    this.connectionState = state;
    this.fire('connectionstatechange', {});
  }

  private describe(isAnswer: boolean): string {
    const sends = this.senders.map(({ track, stream }) => `${stream.id}/${track.id}/${track.kind}`).join();
    const answered = isAnswer ? [`a=answers:${field(this.remoteDescription?.sdp ?? '', 'ice-ufrag')}`] : [];
    const origin = `o=- ${this.id} ${(this.version += 1)} IN IP4 127.0.0.1`;
    const lines = ['v=0', origin, 's=-', 't=0 0', `a=ice-ufrag:${this.ufrag}`, `a=fingerprint:${this.id}`];
    return [...lines, `a=sends:${sends}`, `a=receives:${this.receives}`, ...answered, ''].join('\r\n');
  }

  private candidate(): IceCandidateWire {
    return { candidate: `candidate:1 1 udp 1 127.0.0.1 9 typ host ufrag ${this.ufrag}`, sdpMid: '0' };
  }

  private hearTracks(sdp: string): void {
    for (const said of field(sdp, 'sends').split(',').filter(Boolean)) {
      const [streamId = '', , kind = ''] = said.split('/');
      if (this.streams.has(streamId)) continue;
      const stream = new ScriptedStream(kind);
      this.streams.set(streamId, stream);
      this.fire('track', { streams: [stream] });
    }
  }

  private become(state: string): void {
    this.signalingState = state;
    if (state === 'stable' && this.isNegotiationNeeded) this.needsNegotiation();
  }

  private needsNegotiation(): void {
    this.isNegotiationNeeded = true;
    setTimeout(() => {
      if (this.signalingState === 'stable' && this.isNegotiationNeeded) this.fire('negotiationneeded', {});
    });
  }

  private mustBeOpen(): void {
    if (this.signalingState === 'closed') throw new Error('It is closed.');
  }

  private fire(name: string, event: object): void {
    setTimeout(() => {
      if (this.signalingState !== 'closed') this.listeners.get(name)?.forEach((run) => run(event as never));
    });
  }
}
