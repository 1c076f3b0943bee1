import { type CallType } from '@secureconnect/contracts';
import { type Notices } from '../page/notices';

/** Camera, microphone and screen of this machine. What was opened here is closed here. */
export class OwnDevices {
  private readonly opened = new Set<MediaStreamTrack>();

  constructor(private readonly told: Notices) {}

  /** Undefined: there is none, or none is allowed; one may be in the call all the same. */
  async open(type: CallType): Promise<MediaStream | undefined> {
    // Without a camera one is still heard.
    const wishes = type === 'video' ? [{ audio: true, video: true }, { audio: true }] : [{ audio: true }];
    for (const wish of wishes) {
      const stream = await this.get(wish);
      if (stream) return stream;
    }
    this.told.say('Without a microphone: you see and hear the others, and they do not hear you.');
    return undefined;
  }

  /** Throws where it is not allowed. */
  async camera(): Promise<MediaStream> {
    return this.keep(await navigator.mediaDevices.getUserMedia({ video: true }));
  }

  /** Throws where it is not allowed. */
  async screen(): Promise<MediaStream> {
    return this.keep(await navigator.mediaDevices.getDisplayMedia({ video: true }));
  }

  stop(stream: MediaStream): void {
    for (const track of stream.getTracks()) track.stop();
  }

  close(): void {
    for (const track of this.opened) track.stop();
    this.opened.clear();
  }

  private async get(wish: MediaStreamConstraints): Promise<MediaStream | undefined> {
    try {
      return this.keep(await navigator.mediaDevices.getUserMedia(wish));
    } catch (error) {
      this.told.fail(error);
      return undefined;
    }
  }

  private keep(stream: MediaStream): MediaStream {
    for (const track of stream.getTracks()) this.opened.add(track);
    return stream;
  }
}
