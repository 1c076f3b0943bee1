import { type HttpAnswer } from '@secureconnect/testing';
import { type StormSystem } from '../../system/storm-system';
import { Crew } from './crew';
import { type Account } from './person';

const ann: Account = { id: 'a', email: 'ann@example.com', username: 'ann' };
const tokens = { access_token: 'x', refresh_token: 'y', session_id: 'z' };

/** A crew whose logins are answered as they are written down, in turn. */
class ToldCrew extends Crew {
  constructor(private readonly statuses: number[]) {
    super({ mailFolder: '' } as StormSystem);
  }

  override account(): Promise<Account> {
    return Promise.resolve(ann);
  }

  override ask(): Promise<HttpAnswer> {
    const status = this.statuses.shift() ?? 200;
    return Promise.resolve({
      status,
      json: tokens,
      text: 'late',
      headers: {},
      ms: 1,
    } as unknown as HttpAnswer);
  }
}

describe('the crew of the table of operations', () => {
  it('lets somebody in who could not be let in before: nobody is lost for all faults that follow', async () => {
    const crew = new ToldCrew([503, 200]);
    await expect(crew.regular('ann')).rejects.toThrow('503');
    await expect(crew.regular('ann')).resolves.toMatchObject({ ...ann, token: 'x' });
  });

  it('lets somebody in once whose token has become too old, however many ask for her at once', async () => {
    const crew = new ToldCrew([]);
    const before = await crew.regular('ann');
    const now = jest.spyOn(Date, 'now').mockReturnValue(before.since + 600_000);
    const [one, other] = await Promise.all([crew.regular('ann'), crew.regular('ann')]);
    now.mockRestore();
    expect(other).toBe(one);
    expect(one).not.toBe(before);
  });

  it('makes again what could not be made once, and no more than once what could', async () => {
    const crew = new ToldCrew([]);
    const made: number[] = [];
    const make = () => {
      made.push(made.length);
      return made.length === 1 ? Promise.reject(new Error('not yet')) : Promise.resolve('a picture');
    };
    await expect(crew.once('a picture', make)).rejects.toThrow('not yet');
    await expect(crew.once('a picture', make)).resolves.toBe('a picture');
    await expect(crew.once('a picture', make)).resolves.toBe('a picture');
    expect(made).toHaveLength(2);
  });
});
