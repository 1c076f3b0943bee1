import {
  type PostgresServer,
  type RedisServer,
  startPostgres,
  startRedis,
  until,
} from '@secureconnect/testing';
import { type DirectoryInstance, startDirectories } from './directory-scene.contract';
import { directoryContract, person } from './directory.contract';
import { RecordedDirectory } from './recorded-directory.store';

describe('the directory', () => {
  let postgres: PostgresServer;
  let redis: RedisServer;
  let one: DirectoryInstance;
  let other: DirectoryInstance;

  beforeAll(async () => {
    [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
    [one, other] = (await startDirectories(redis, postgres)) as [DirectoryInstance, DirectoryInstance];
  });
  afterAll(async () => {
    await Promise.all([one, other].map((each) => each.close()));
    await Promise.all([postgres.close(), redis.close()]);
  });

  const sceneOf = (store: () => DirectoryInstance['store']) => () => ({
    store,
    put: (...given: Parameters<DirectoryInstance['record']['put']>) => one.record.put(...given),
    remove: (id: string) => one.record.remove(id),
  });

  /** Both know a person; gives her as she is written down. */
  async function known() {
    const { entry, email } = person();
    await one.store.changed(await one.record.put(entry, email));
    for (const { store } of [one, other]) expect(await store.findByEmail(email)).toEqual(entry);
    return { entry, email };
  }
  const findsNobody = (instance: DirectoryInstance, email: string) =>
    until('the address to be nobody’s', async () => (await instance.store.findByEmail(email)) === undefined);

  describe('as its record has it', () => directoryContract(sceneOf(() => new RecordedDirectory(one.record))));

  describe('whole', () => directoryContract(sceneOf(() => one.store)));

  it('asks the record once for what is asked a thousand times on two instances', async () => {
    const { entry, email } = await known();
    const before = one.record.queries + other.record.queries;
    const asked = Array.from({ length: 500 }, () =>
      [one, other].map(({ store }) => store.findByEmail(email)),
    );
    const answers = await Promise.all(asked.flat());
    expect(answers.every((answer) => answer?.id === entry.id)).toBe(true);
    expect(one.record.queries + other.record.queries).toBe(before);
  });

  it('is changed on one instance and follows on the other', async () => {
    const { entry, email } = await known();
    await one.store.changed(await one.record.put(entry, `new.${email}`));
    await findsNobody(other, email);
    expect(await other.store.findByEmail(`new.${email}`)).toEqual(entry);
  });

  it('writes no address into Redis', async () => {
    const { email } = await known();
    const keys = (await redis.command('KEYS', '*')) as string[];
    expect(keys.some((key) => key.includes('directory-email'))).toBe(true);
    expect(keys.some((key) => key.toLowerCase().includes(email.toLowerCase()))).toBe(false);
    for (const key of keys.filter((each) => each.includes('directory-email')))
      expect(String(await redis.command('DUMP', key))).not.toContain('example.com');
  });

  it.each([
    ['killed', async () => redis.kill(), async () => redis.start()],
    ['frozen', async () => redis.freeze(), async () => redis.thaw()],
  ])('goes on while Redis is %s, and what changes then has changed for good', async (_how, lose, find) => {
    const [present, moved] = [await known(), await known()];
    const unseen = person();
    const change = await one.record.put(unseen.entry, unseen.email);
    await lose();
    for (const { store } of [one, other]) {
      expect(await store.findByEmail(present.email)).toEqual(present.entry);
      expect(await store.findByUsername(unseen.entry.username)).toEqual(unseen.entry);
    }
    await one.store.changed(change);
    await one.store.changed(await one.record.put(moved.entry, `new.${moved.email}`));
    await Promise.all([findsNobody(one, moved.email), findsNobody(other, moved.email)]);
    await find();
    await Promise.all([one.normal(), other.normal()]);
    for (const instance of [one, other]) {
      await findsNobody(instance, moved.email);
      expect(await instance.store.findByEmail(`new.${moved.email}`)).toEqual(moved.entry);
    }
  });

  it('finds everybody after Redis was emptied', async () => {
    const { entry, email } = await known();
    await redis.command('FLUSHALL');
    for (const { store } of [one, other]) expect(await store.findByEmail(email)).toEqual(entry);
  });

  it('says so where it cannot know, and never that there is nobody', async () => {
    const { entry, email } = person();
    await one.store.changed(await one.record.put(entry, email));
    await postgres.kill();
    await expect(one.store.findByEmail(email)).rejects.toThrow();
    await postgres.start();
    await until('it to be found again', async () => (await one.store.findByEmail(email))?.id === entry.id);
  });
});
