import { type CallSession, type Client } from '@secureconnect/client';
import { type Notices } from '../page/notices';
import { button, make } from '../page/element';
import { type OwnDevices } from './own-devices';
import { type Toggle, toggle } from './toggle';

/** What the controls of a call work on. */
export interface ControlParts {
  readonly client: Client;
  readonly told: Notices;
  readonly session: CallSession;
  readonly devices: OwnDevices;
  readonly stream: MediaStream | undefined;
  /** Told what one is seen by. */
  readonly onSeen: (shown: MediaStream) => void;
}

/** What one may do in a call. */
export class CallControls {
  readonly element: HTMLElement;
  private readonly own: MediaStream;
  private readonly sharing: Toggle;
  private screen: MediaStream | undefined;

  constructor(private readonly parts: ControlParts) {
    this.own = parts.stream ?? new MediaStream();
    const { audio, video } = parts.session.sending;
    this.sharing = toggle(['Share screen', 'Stop sharing'], false, (isOn) => this.share(isOn));
    this.sharing.element.classList.add('is-extra');
    this.element = make(
      'div',
      { class: 'controls', attributes: { role: 'group', 'aria-label': 'Call' } },
      toggle(['Unmute', 'Mute'], audio, (isOn) => this.speak(isOn)).element,
      toggle(['Camera on', 'Camera off'], video, (isOn) => this.film(isOn)).element,
      this.sharing.element,
      button('Hang up', () => this.hangUp(), { class: 'button danger' }),
    );
  }

  private speak(isOn: boolean): boolean {
    this.parts.session.mute(!isOn);
    this.seen();
    return true;
  }

  /** A call by voice has no camera yet. */
  private async film(isOn: boolean): Promise<boolean> {
    const { told, devices, session } = this.parts;
    if (isOn && this.own.getVideoTracks().length === 0) {
      const camera = await told.attempt(() => devices.camera());
      if (!camera) return false;
      camera.getTracks().forEach((track) => this.own.addTrack(track));
      session.setStream(this.own);
    }
    session.showCamera(isOn);
    this.seen();
    return true;
  }

  private async share(isOn: boolean): Promise<boolean> {
    if (!isOn) return this.endSharing();
    const { told, devices, session } = this.parts;
    const screen = await told.attempt(() => devices.screen());
    if (!screen) return false;
    this.screen = screen;
    // The browser has a button of its own that ends it.
    screen.getVideoTracks()[0]?.addEventListener('ended', () => this.endSharing());
    session.shareScreen(screen);
    this.seen();
    return true;
  }

  private endSharing(): boolean {
    const { devices, session } = this.parts;
    if (this.screen) devices.stop(this.screen);
    this.screen = undefined;
    if (!session.isClosed) session.shareScreen(undefined);
    this.sharing.show(false);
    this.seen();
    return true;
  }

  private seen(): void {
    this.parts.onSeen(this.screen ?? this.own);
  }

  private async hangUp(): Promise<void> {
    const { told, session, client } = this.parts;
    const { id, state } = session.call;
    await told.attempt(async () => {
      if (state !== 'ringing') return session.leave();
      await client.calls.cancel(id);
      session.close('cancelled');
    });
  }
}
