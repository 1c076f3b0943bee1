import { type CallStream } from './peer-connection';

/** The streams of another participant: each told when it comes, and when its last track has gone. */
export class RemoteStreams {
  private readonly streams = new Set<CallStream>();

  constructor(
    private readonly onStream: (stream: CallStream) => void,
    private readonly onRemoved: (stream: CallStream) => void,
  ) {}

  get all(): CallStream[] {
    return [...this.streams];
  }

  add(stream: CallStream): void {
    if (this.streams.has(stream)) return;
    this.streams.add(stream);
    stream.addEventListener('removetrack', () => {
      if (stream.getTracks().length === 0) this.remove(stream);
    });
    this.onStream(stream);
  }

  clear(): void {
    this.all.forEach((stream) => this.remove(stream));
  }

  private remove(stream: CallStream): void {
    if (this.streams.delete(stream)) this.onRemoved(stream);
  }
}
