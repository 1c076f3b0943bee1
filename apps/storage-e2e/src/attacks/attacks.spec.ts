import { AttackScene } from './attack-scene.contract';
import { describeContent } from './content.contract';
import { describeSharing } from './sharing.contract';
import { describeStrangers } from './strangers.contract';

describe('an attacker of files', () => {
  jest.setTimeout(90_000);
  let scene: AttackScene;
  const sceneOf = () => scene;

  beforeAll(async () => {
    scene = await AttackScene.start();
  }, 180_000);
  afterAll(() => scene?.close());

  describeStrangers(sceneOf);
  describeContent(sceneOf);
  describeSharing(sceneOf);
});
