import { AttackScene } from './attack-scene.contract';
import { describeContents } from './contents.contract';
import { describeFloods } from './floods.contract';
import { describeOutsiders } from './outsiders.contract';
import { describeRepeats } from './repeats.contract';
import { describeStrangers } from './strangers.contract';

describe('an attacker of chat', () => {
  let scene: AttackScene;
  const sceneOf = () => scene;

  beforeAll(async () => {
    scene = await AttackScene.start();
  }, 120_000);
  afterAll(() => scene?.close());

  describeStrangers(sceneOf);
  describeRepeats(sceneOf);
  describeContents(sceneOf);
  describeOutsiders(sceneOf);
  describeFloods(sceneOf);
});
