import { setTimeout as rest } from 'node:timers/promises';
import { Dice, until } from '@secureconnect/testing';
import { newToken, type RevocationInstance, RevocationScene } from './revocation-scene.contract';
import { type RevocableToken } from './revocation.store';

const wait = { timeout: 30_000, every: 10 };
const steps = 40;
const seed = Number(process.env['REVOCATION_SEED'] ?? Math.floor(Math.random() * 2 ** 31));

let scene: RevocationScene;
let instances: readonly RevocationInstance[];

beforeAll(async () => {
  scene = await RevocationScene.start();
  instances = [await scene.instance(), await scene.cuttable()];
}, 60_000);
afterAll(() => scene.close());

/** Everything that may happen between two checks; what ails is healed by chance too. */
class Story {
  readonly revoked: RevocableToken[] = [];
  readonly told: string[] = [];
  private readonly dice = new Dice(seed);
  private redis: 'well' | 'frozen' | 'dead' = 'well';

  async next(): Promise<void> {
    const acts = [
      this.revoke,
      this.revoke,
      this.revoke,
      this.cut,
      this.mend,
      this.end,
      this.ail,
      this.cure,
      this.empty,
    ];
    const act = this.dice.one(acts);
    this.told.push(act.name);
    await act.call(this);
    if (this.dice.chance(0.3)) await rest(this.dice.between(0, 300));
  }

  async cure(): Promise<void> {
    if (this.redis === 'frozen') scene.redis.thaw();
    if (this.redis === 'dead') await scene.redis.start();
    this.redis = 'well';
  }

  async mend(): Promise<void> {
    await scene.toPostgres.heal();
  }

  /** Whoever cannot reach PostgreSQL revokes nothing, and says so. */
  private async revoke(): Promise<void> {
    const token = newToken();
    const entry = this.dice.one([
      { kind: 'token', subject: token.id } as const,
      { kind: 'session', subject: token.sessionId as string } as const,
      { kind: 'user', subject: token.userId, issuedBefore: token.issuedAtMs + 1 } as const,
    ]);
    const done = await this.dice.one(instances).revoke(entry).then(() => true, () => false); // prettier-ignore
    if (done) this.revoked.push(token);
  }

  private async cut(): Promise<void> {
    await scene.toPostgres.refuse();
    scene.toPostgres.reset();
    await instances[1]?.isDeaf();
  }

  private async end(): Promise<void> {
    await scene.postgres.sql(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE '%-broadcast'`,
    );
  }

  private async ail(): Promise<void> {
    if (this.redis !== 'well') return;
    this.redis = this.dice.one(['frozen', 'dead'] as const);
    if (this.redis === 'frozen') scene.redis.freeze();
    else await scene.redis.kill();
  }

  private async empty(): Promise<void> {
    if (this.redis === 'well') await scene.redis.flush();
  }
}

it(`never accepts what was revoked, whatever is lost and found again in between (REVOCATION_SEED=${seed})`, async () => {
  const story = new Story();
  const notAccepted = async (token: RevocableToken, instance: RevocationInstance) =>
    (await instance.verdict(token)) !== false;
  for (let step = 0; step < steps; step += 1) {
    const known = story.revoked.length;
    await story.next();
    const news = story.revoked.slice(known);
    for (const instance of instances) {
      // A moment for the news to arrive where it is heard; from then on it is never taken back.
      for (const token of news) await until('the news', () => notAccepted(token, instance), wait);
      const verdicts = await Promise.all(story.revoked.map((token) => notAccepted(token, instance)));
      expect({ told: story.told, accepted: verdicts.filter((isRefused) => !isRefused).length }).toEqual({
        told: story.told,
        accepted: 0,
      });
    }
  }
  await story.cure();
  await story.mend();
  for (const instance of instances) {
    await instance.isCurrent();
    await instance.isNormal();
    expect(story.revoked.filter((token) => instance.store.isKnownRevoked(token) !== true)).toEqual([]);
    expect(await instance.accepts(newToken())).toBe(true);
  }
}, 120_000);
