import { type Dice, type HttpAnswer } from '@secureconnect/testing';
import { type AuthDoor, newAddress } from '../auth-door.contract';
import { type Person, seededPassword } from '../auth-scene.contract';
import { type Step, type StepKind } from './history.contract';

interface HeldSession {
  readonly id: string;
  access: string;
  /** Every refresh token it was given, by generation. */
  readonly refresh: string[];
}

type Told = Partial<Pick<Step, 'session' | 'generation'>>;

/** What the clients of one account know and have done; they share it, as the devices of a person do not. */
export class HistoryClient {
  readonly steps: Step[] = [];
  readonly sessions: HeldSession[] = [];

  constructor(
    private readonly person: Person,
    private readonly doors: readonly AuthDoor[],
    private readonly administrator: () => Promise<string>,
  ) {}

  async login(dice: Dice): Promise<void> {
    await this.step('login', dice, (door) =>
      door.login(this.person.email, seededPassword, { from: newAddress() }),
    );
  }

  async guess(dice: Dice): Promise<void> {
    await this.step('guess', dice, (door) =>
      door.login(this.person.email, 'a wrong guess', { from: newAddress() }),
    );
  }

  async unlock(dice: Dice): Promise<void> {
    const token = await this.administrator();
    await this.step('unlock', dice, (door) =>
      door.ask('POST', `/v1/users/${this.person.id}/unlock`, { token }),
    );
  }

  async access(dice: Dice): Promise<void> {
    const held = this.one(dice);
    if (held)
      await this.step('access', dice, (door) => door.get('/v1/auth/sessions', held.access), {
        session: held.id,
      });
  }

  async logout(dice: Dice, scope: 'local' | 'global'): Promise<void> {
    const held = this.one(dice);
    const kind = scope === 'local' ? 'logout' : 'logout-all';
    const path = `/v1/auth/logout?scope=${scope}`;
    if (held)
      await this.step(kind, dice, (door) => door.ask('POST', path, { token: held.access }), {
        session: held.id,
      });
  }

  /** `back`: how many generations before the newest one that is known. */
  async refresh(dice: Dice, back = 0): Promise<void> {
    const held = this.one(dice);
    if (!held) return;
    const generation = Math.max(0, held.refresh.length - 1 - back);
    const told = { session: held.id, generation };
    await this.step('refresh', dice, (door) => door.refresh(held.refresh[generation] ?? ''), told);
  }

  /** Every session, at every instance, by the newest access token that is known of it. */
  async lookAtAll(dice: Dice): Promise<void> {
    for (const { access, id } of this.sessions)
      await Promise.all(
        this.doors.map((door) =>
          this.step('access', dice, () => door.get('/v1/auth/sessions', access), { session: id }, door),
        ),
      );
  }

  private one(dice: Dice): HeldSession | undefined {
    const drawn = dice.next();
    return this.sessions[Math.floor(drawn * this.sessions.length)];
  }

  private async step(
    kind: StepKind,
    dice: Dice,
    ask: (door: AuthDoor) => Promise<HttpAnswer>,
    told: Told = {},
    at = dice.one(this.doors),
  ): Promise<void> {
    const begun = performance.now();
    const base = { kind, door: this.doors.indexOf(at), begun, ...told };
    try {
      const answer = await ask(at);
      const { status, json } = answer;
      const code = (json as { code?: string } | undefined)?.code;
      const seen = { ...base, ended: performance.now(), status, ...(code !== undefined && { code }) };
      this.steps.push({ ...seen, ...(status === 200 && this.learn(kind, answer, told)) });
    } catch (error) {
      // No answer is a finding, and is judged with the rest.
      this.steps.push({ ...base, ended: performance.now(), status: 0, code: String(error) });
    }
  }

  private learn(kind: StepKind, { json }: HttpAnswer, { session, generation = 0 }: Told): Partial<Step> {
    if (kind !== 'login' && kind !== 'refresh') return {};
    const { access_token: access, refresh_token: child, session_id: id } = json as Record<string, string>;
    if (kind === 'login') {
      this.sessions.push({ id: id ?? '', access: access ?? '', refresh: [child ?? ''] });
      return { session: id ?? '' };
    }
    const held = this.sessions.find((each) => each.id === session);
    if (held) {
      held.refresh[generation + 1] = child ?? '';
      held.access = access ?? '';
    }
    return { child: child ?? '' };
  }
}
