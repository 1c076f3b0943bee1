import { AuthScene } from './auth-scene.contract';
import { describeForgedTokens } from './forged-tokens.contract';
import { describeGuessedCodes } from './guessed-codes.contract';
import { describeGuessing } from './guessing.contract';
import { describeHostileBodies } from './hostile-bodies.contract';
import { describeHostileLinks } from './hostile-links.contract';
import { describeStolenTokens } from './stolen-tokens.contract';

describe('an attacker at the door of two instances', () => {
  jest.setTimeout(120_000);
  let scene: AuthScene;
  const sceneOf = () => scene;

  beforeAll(async () => {
    scene = await AuthScene.start({}, {});
  }, 120_000);
  afterAll(() => scene.close());

  describeGuessing(sceneOf);
  describeForgedTokens(sceneOf);
  describeStolenTokens(sceneOf);
  describeHostileBodies(sceneOf);
  describeHostileLinks(sceneOf);
  describeGuessedCodes(sceneOf);

  it('has found no secret of anybody in the logs, after all of this', () => {
    expect(scene.logs()).toContain('login.failed');
    expect(scene.secrets.count).toBeGreaterThan(100);
    expect(scene.secretsInLogs()).toEqual([]);
  });
});
