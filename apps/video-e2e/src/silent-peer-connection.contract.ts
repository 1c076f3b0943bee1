import { type PeerConnection } from '@secureconnect/client';

type Description = NonNullable<PeerConnection['localDescription']>;

let made = 0;

/** A connection without sound: connected once each has described itself, and the other has a way to it. */
export class SilentPeerConnection implements PeerConnection {
  signalingState = 'stable';
  connectionState = 'new';
  localDescription: Description | null = null;
  remoteDescription: Description | null = null;
  /** How often an offer was answered. */
  agreed = 0;
  private readonly id = (made += 1);
  private version = 0;
  private hasWay = false;
  private readonly listeners = new Map<string, ((event: never) => void)[]>();

  addEventListener(name: string, listener: (event: never) => void): void {
    this.listeners.set(name, [...(this.listeners.get(name) ?? []), listener]);
  }

  setLocalDescription(): Promise<void> {
    const isAnswer = this.signalingState === 'have-remote-offer';
    this.version += 1;
    const sdp = `v=0\r\no=- ${this.id} ${this.version} IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n`;
    this.localDescription = { type: isAnswer ? 'answer' : 'offer', sdp };
    this.become(isAnswer ? 'stable' : 'have-local-offer');
    const candidate = { candidate: `candidate:${this.version} 1 udp 1 127.0.0.1 9 typ host`, sdpMid: '0' };
    this.fire('icecandidate', { candidate });
    this.fire('icecandidate', { candidate: null });
    return Promise.resolve();
  }

  setRemoteDescription(description: Description): Promise<void> {
    this.remoteDescription = description;
    this.become(description.type === 'answer' ? 'stable' : 'have-remote-offer');
    return Promise.resolve();
  }

  addIceCandidate(): Promise<void> {
    this.hasWay = true;
    this.meet();
    return Promise.resolve();
  }

  close(): void {
    this.signalingState = this.connectionState = 'closed';
  }

  getSenders(): [] {
    return [];
  }

  addTrack(): void {
    throw new Error('Nothing is sent here.');
  }

  addTransceiver(): void {
    // It hears nothing, whatever is wanted of it.
  }

  removeTrack(): void {
    throw new Error('Nothing is sent here.');
  }

  restartIce(): void {
    // The next offer is another one in any case.
  }

  setConfiguration(): void {
    // It asks no servers.
  }

  private become(state: string): void {
    this.signalingState = state;
    if (state !== 'stable') return;
    this.agreed += 1;
    this.meet();
  }

  private meet(): void {
    if (this.signalingState !== 'stable' || !this.hasWay || this.connectionState !== 'new') return;
    this.connectionState = 'connected';
    this.fire('connectionstatechange', {});
  }

  private fire(name: string, event: object): void {
    setTimeout(() => {
      if (this.signalingState !== 'closed') this.listeners.get(name)?.forEach((run) => run(event as never));
    });
  }
}
