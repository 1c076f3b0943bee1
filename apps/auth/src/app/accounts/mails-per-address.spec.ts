import { AccountScene } from './account-scene.contract';
import { RateLimitedError } from './rate-limited.error';
import { RegisterAccount } from './register-account.use-case';
import { UpdateProfile } from './update-profile.use-case';
import { VerifyEmail } from './verify-email.use-case';

describe('mails', () => {
  let scene: AccountScene;
  beforeAll(async () => void (scene = await AccountScene.start()), 60_000);
  afterAll(() => scene.close());

  /** An account that asks for an address as its own. */
  async function asks(email: string): Promise<void> {
    const { id } = await scene.registered();
    await scene.get(UpdateProfile).run(await scene.caller(id), { email });
  }
  async function sentTo(email: string, subject: string): Promise<number> {
    await scene.idle();
    return (await scene.mailsTo(email)).filter((mail) => mail.subject === subject).length;
  }

  it('to an address that many accounts ask for are five an hour', async () => {
    for (let account = 0; account < 7; account += 1) await asks('stranger@example.com');
    expect(await sentTo('stranger@example.com', 'Confirm your new address')).toBe(5);
  });

  it('that tell of an account are five an hour, whichever way they are caused', async () => {
    const { email } = await scene.registered();
    await scene.get(VerifyEmail).run((await scene.mailTo(email, 'Verify your address')).token ?? '');
    for (let time = 0; time < 4; time += 1) {
      await asks(email);
      await scene.get(RegisterAccount).run({ ...scene.person(), email });
    }
    expect(await sentTo(email, 'You have an account already')).toBe(5);
  });

  it('cannot be caused without end by one account', async () => {
    const caller = await scene.caller((await scene.registered()).id);
    const ask = (time: number) =>
      scene.get(UpdateProfile).run(caller, { email: `other.${time}@example.com` });
    for (let time = 0; time < 5; time += 1) await ask(time);
    await expect(ask(5)).rejects.toThrow(RateLimitedError);
  });
});
