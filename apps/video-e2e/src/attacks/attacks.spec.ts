import { AttackScene } from './attack-scene.contract';
import { describePush } from './push.contract';
import { describePutOut } from './put-out.contract';
import { describeSignals } from './signals.contract';
import { describeStrangers } from './strangers.contract';

describe('an attacker of calls', () => {
  jest.setTimeout(60_000);
  let scene: AttackScene;
  const sceneOf = () => scene;

  beforeAll(async () => {
    scene = await AttackScene.start();
  }, 120_000);
  afterEach(() => scene.tidy());
  afterAll(() => scene?.close());

  describeStrangers(sceneOf);
  describePutOut(sceneOf);
  describePush(sceneOf);
  describeSignals(sceneOf);
});
