import { newId } from '@secureconnect/platform';
import { DataSource } from 'typeorm';
import { StorageScene } from '../storage-scene.contract';

/** As the version before the counting asked, and as the one before keys did; what each is answered. */
const ways = [
  ['eleven', '', true, false],
  ['thirteen', ', 100, 1000', 'opened', 'quota_exceeded'],
] as const;

describe('beside this version, an instance of one before that opens an upload', () => {
  let scene: StorageScene;

  beforeAll(async () => {
    scene = await StorageScene.start();
  }, 90_000);
  afterAll(() => scene.close());

  it.each(ways)('with %s values is answered as it was, and counted', async (_count, bounds, yes, no) => {
    const [id] = scene.people(1);
    const open = async () => {
      const sql = `SELECT open_upload($1, $2, 'a.bin', NULL, 600, NULL, 'tus', 'local', $3,
        now() + interval '1 day', 1000${bounds}) AS opened`;
      const asked = scene.at().get(DataSource).query<{ opened: unknown }[]>(sql, [newId(), id, newId()]);
      const [row] = await asked;
      return row?.opened;
    };
    expect([await open(), await open()]).toEqual([yes, no]);
    expect(await scene.as(id).quota()).toMatchObject({ used: 0, reserved: 600 });
    const { json } = await scene.as(id).get('/v1/uploads');
    expect(json.items).toHaveLength(1);
    await scene.consistent();
  });
});
