import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { workspaceRoot } from '../service/workspace-root';
import { startCoturn } from './start-coturn';

describe('a real coturn', () => {
  const config = join(workspaceRoot(), 'docker/coturn/turnserver.conf');
  const secret = 'a secret of this spec alone';

  it('answers on its own port, and leaves nothing', async () => {
    const coturn = await startCoturn({ config, secret });
    expect([coturn.running, coturn.turnUrl]).toEqual([true, `turn:${coturn.address}:${coturn.port}`]);
    await coturn.close();
    expect([existsSync(coturn.dir), coturn.running]).toEqual([false, false]);
  }, 60_000);

  it('says why it did not start', async () => {
    const started = startCoturn({
      config,
      secret,
      overlay: ['lt-cred-mech=perhaps', 'listening-ip=192.0.2.77'],
    });
    await expect(started).rejects.toThrow(/turnserver ended|Waited/);
  }, 60_000);
});
