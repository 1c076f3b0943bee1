import { AccountRecord } from './account-record.adapter';
import { AccountScene } from './account-scene.contract';
import { RegisterAccount } from './register-account.use-case';

describe('registering', () => {
  let scene: AccountScene;
  beforeAll(async () => {
    scene = await AccountScene.start();
  }, 60_000);
  afterAll(() => scene.close());

  it('makes an account and mails the link', async () => {
    const person = scene.person();
    expect(await scene.get(RegisterAccount).run(person)).toEqual({ status: 'accepted' });
    const mail = await scene.mailTo(person.email, 'Verify your address');
    console.log(mail.raw);
    expect(await scene.get(AccountRecord).findByEmail(person.email)).toMatchObject({
      username: person.username,
    });
  });
});
