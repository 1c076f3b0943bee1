import { type MediaState } from '@secureconnect/contracts';
import { type CallStream, type MediaTrack, type MediaTracks } from './peer-connection';

/** A track one sends, and the stream it is part of. */
export interface SentTrack {
  readonly track: MediaTrack;
  readonly stream: MediaTracks;
}

/** What this device sends: its camera and microphone, and a screen it shares. Its tracks stay their owner's, who also stops them. */
export class LocalMedia {
  private stream: MediaTracks | undefined;
  private screen: MediaTracks | undefined;

  constructor(stream: CallStream | undefined) {
    this.stream = stream;
  }

  /** What is sent now, for others to know. */
  get state(): MediaState {
    return { audio: this.isOn('audio'), video: this.isOn('video'), screen: this.screen !== undefined };
  }

  get sent(): SentTrack[] {
    return [this.stream, this.screen].flatMap(
      (stream) => stream?.getTracks().map((track) => ({ track, stream })) ?? [],
    );
  }

  /** Other sources of the same: what was muted stays so. */
  replace(stream: CallStream | undefined): void {
    const before = this.state;
    const had = new Set(this.stream?.getTracks().map(({ kind }) => kind));
    this.stream = stream;
    for (const kind of ['audio', 'video'] as const) if (had.has(kind)) this.switch(kind, before[kind]);
  }

  switch(kind: 'audio' | 'video', isOn: boolean): void {
    for (const track of this.stream?.getTracks() ?? []) if (track.kind === kind) track.enabled = isOn;
  }

  share(screen: CallStream | undefined): void {
    this.screen = screen;
  }

  private isOn(kind: string): boolean {
    return this.stream?.getTracks().some((track) => track.kind === kind && track.enabled) ?? false;
  }
}
