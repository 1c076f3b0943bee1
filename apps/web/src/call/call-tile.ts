import { type MediaState } from '@secureconnect/contracts';
import { make } from '../page/element';
import { type Received } from './received';

const amount = (bytes: number): string =>
  bytes < 1_000_000 ? `${Math.round(bytes / 1_000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;

/** One person in a call: her picture, her name and how she fares. */
export class CallTile {
  private readonly video: HTMLVideoElement;
  private readonly mark = make('span', { class: 'tile-mark' });
  private readonly sound = make('span', { class: 'tile-sound' });
  private readonly count = make('span', { class: 'tile-count', attributes: { 'aria-hidden': 'true' } });
  readonly element: HTMLElement;

  constructor(name: string, { userId, isOwn = false }: { userId: string; isOwn?: boolean }) {
    this.video = make('video', { attributes: { autoplay: true, playsinline: true } });
    // Nobody wants to hear herself.
    this.video.muted = isOwn;
    const initial = make('span', { class: 'tile-initial', text: name.slice(0, 1).toUpperCase() });
    initial.setAttribute('aria-hidden', 'true');
    const foot = make(
      'figcaption',
      { class: 'tile-foot' },
      make('strong', { text: name }),
      this.sound,
      this.count,
    );
    this.element = make(
      'figure',
      { class: `tile${isOwn ? ' own' : ''}`, attributes: { 'data-user': userId, 'aria-label': name } },
      initial,
      ...[this.video, this.mark, foot],
    );
  }

  show(stream: MediaStream | undefined): void {
    if (this.video.srcObject !== (stream ?? null)) this.video.srcObject = stream ?? null;
  }

  /** In a word or two; empty: all is well. */
  fares(words: string): void {
    this.mark.textContent = words;
    this.element.classList.toggle('is-away', words !== '');
  }

  sends({ audio, video, screen }: MediaState): void {
    this.sound.textContent = audio ? '' : '· muted';
    this.element.classList.toggle('has-picture', video || screen);
    this.element.classList.toggle('has-screen', screen);
  }

  received({ bytes, isRelayed }: Received): void {
    this.element.dataset['received'] = String(bytes);
    this.element.dataset['way'] = isRelayed ? 'relay' : 'direct';
    this.count.textContent = `· ${amount(bytes)}${isRelayed ? ', relayed' : ''}`;
  }
}
